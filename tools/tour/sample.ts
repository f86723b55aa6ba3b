import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gaugeFiles } from './tides.ts';

/** Ports on which the steps of the held edition wait, inside the network of their builder. */
export const GATE_PORTS = [7117, 7118] as const;

/** The most that a held step waits where its builder can't be reached, in seconds. */
const HOLD_LIMIT = 40;

/** What is different about a project: two steps of `held` wait until they are let go; `wrong` expects what never comes. */
export type Edition = 'first' | 'held' | 'wrong';

const fromScratch = `FROM scratch AS base
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
`;

const stages = `WORKDIR /work

FROM base AS tables
COPY gauges scripts/tables.sh ./
RUN sh tables.sh > tables.txt

FROM base AS charts
COPY gauges scripts/charts.sh ./
RUN sh charts.sh charts.txt

FROM base AS check
COPY gauges scripts/check.sh ./
COPY expected expected
RUN sh check.sh > report.txt

FROM base AS release
COPY --from=tables /work/tables.txt /tides/
COPY --from=charts /work/charts.txt /tides/
COPY --from=check /work/report.txt /tides/
CMD ["/bin/sh", "-c", "cat /tides/tables.txt /tides/report.txt"]
`;

const tables = `echo "Tides of today"
for gauge in *.csv; do
  awk -F, '
    function clock(m) { return sprintf("%02d:%02d", m / 60, m % 60) }
    NR == 1 { highest = lowest = $3; high = low = $2 }
    $3 > highest { highest = $3; high = $2 }
    $3 < lowest { lowest = $3; low = $2 }
    END { printf "%-10shigh %s %.2f m   low %s %.2f m\\n", $1, clock(high), highest / 100, clock(low), lowest / 100 }
  ' "$gauge"
done
`;

function charts(edition: Edition): string {
  return `for gauge in *.csv; do
  name=$(basename "$gauge" .csv)
  echo "drawing $name"
  awk -F, '$2 % 120 == 0 {
    bar = ""
    for (n = 0; n < $3 / 30; n++) bar = bar "="
    printf "  %02d:00 %5.2f m %s\\n", $2 / 60, $3 / 100, bar
  }' "$gauge" | tee -a "$1"
${edition === 'held' ? `  if [ "$name" = cuxhaven ]; then ${gate(GATE_PORTS[0])}; fi\n` : ''}done
echo "the charts are in $1"
`;
}

function check(edition: Edition): string {
  return `count=0
for file in expected/*; do
  name=$(basename "$file")
  high=$(sort -t, -k3,3nr -k2,2n "$name.csv" | awk -F, 'NR == 1 { printf "%02d:%02d", $2 / 60, $2 % 60 }')
  echo "$name: high water at $high" >&2
${edition === 'held' ? `  if [ "$name" = cuxhaven ]; then ${gate(GATE_PORTS[1])}; fi\n` : ''}  if [ "$high" != "$(cat "$file")" ]; then
    echo "$name: the almanac says $(cat "$file")" >&2
    exit 1
  fi
  count=$((count + 1))
done
echo "$count harbours checked"
`;
}

/** Works until somebody connects, so that there is something to see on the builder's meters too. */
function gate(port: number): string {
  const wait = `timeout ${HOLD_LIMIT} nc -l -p ${port} -e true < /dev/null > /dev/null 2>&1 &`;
  return `${wait} while kill -0 $! 2> /dev/null; do sort -r *.csv > /dev/null; usleep 2000; done`;
}

const highs: Readonly<Record<string, string>> = { bergen: '04:30', brest: '06:00', cuxhaven: '01:30', dover: '00:30' };

/**
 * Lays the sample project: tide tables of four harbours, five stages.
 *
 * @param busybox path of a static one; without it the base image must be had from a registry
 */
export async function writeTides(folder: string, busybox: string | undefined, edition: Edition): Promise<string> {
  for (const name of ['gauges', 'scripts', 'expected', 'notes']) await mkdir(join(folder, name), { recursive: true });
  if (busybox !== undefined) await copyFile(busybox, join(folder, 'busybox'));
  const base = busybox === undefined ? 'FROM busybox AS base\n' : fromScratch;
  const files: Record<string, string> = {
    Dockerfile: `# Tide tables for four harbours, made with a shell and awk.\n${base}${stages}`,
    '.dockerignore': 'notes\n',
    'notes/todo.md': 'Ask the harbour master for neap tides.\n',
    'scripts/tables.sh': tables,
    'scripts/charts.sh': charts(edition),
    'scripts/check.sh': check(edition),
  };
  for (const { name, text } of gaugeFiles()) files[`gauges/${name}`] = text;
  for (const [harbour, high] of Object.entries(highs)) {
    files[`expected/${harbour}`] = `${edition === 'wrong' && harbour === 'dover' ? '01:30' : high}\n`;
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}
