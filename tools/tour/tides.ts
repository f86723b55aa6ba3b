/** Half-hourly heights of one gauge over a day. */
interface Gauge {
  readonly harbour: string;
  /** Metres. */
  readonly mean: number;
  readonly range: number;
  /** Hour of the first high water. */
  readonly high: number;
}

const gauges: readonly Gauge[] = [
  { harbour: 'Bergen', mean: 0.9, range: 0.6, high: 4.5 },
  { harbour: 'Brest', mean: 4.1, range: 2.9, high: 6 },
  { harbour: 'Cuxhaven', mean: 1.8, range: 1.5, high: 1.5 },
  { harbour: 'Dover', mean: 3.7, range: 2.6, high: 0.5 },
];

/** Hours between two high waters. */
const PERIOD = 12.42;

interface Reading {
  readonly minutes: number;
  /** Centimetres. */
  readonly height: number;
}

function readingsOf({ mean, range, high }: Gauge): readonly Reading[] {
  return Array.from({ length: 48 }, (_, index) => {
    const hour = index / 2;
    const height = mean + range * Math.cos((2 * Math.PI * (hour - high)) / PERIOD);
    return { minutes: index * 30, height: Math.round(height * 100) };
  });
}

/** The data files of the sample, `HARBOUR,MINUTES,CENTIMETRES` a line. */
export function gaugeFiles(): readonly { readonly name: string; readonly text: string }[] {
  return gauges.map((gauge) => ({
    name: `${gauge.harbour.toLowerCase()}.csv`,
    text: readingsOf(gauge)
      .map(({ minutes, height }) => `${gauge.harbour},${minutes},${height}\n`)
      .join(''),
  }));
}

/** What the image must print: the first highest and the first lowest reading of each harbour. */
export function tideTable(): readonly string[] {
  const lines = gauges.map((gauge) => {
    const readings = readingsOf(gauge);
    const highest = readings.reduce((best, each) => (each.height > best.height ? each : best));
    const lowest = readings.reduce((best, each) => (each.height < best.height ? each : best));
    return `${gauge.harbour.padEnd(10)}high ${clock(highest)} ${metres(highest)} m   low ${clock(lowest)} ${metres(lowest)} m`;
  });
  return ['Tides of today', ...lines, '4 harbours checked'];
}

function clock({ minutes }: Reading): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

function metres({ height }: Reading): string {
  return (height / 100).toFixed(2);
}
