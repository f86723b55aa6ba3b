import { type AssembledLine, createLogAssembler } from '../../shared/build/log-lines.ts';
import type { StatusEvent, VertexLog } from '../../shared/build/status-event.ts';
import type { LogLine } from '../../shared/contract/index.ts';
import { LogSpool } from './spool.ts';

/** How large a log is, and which state of it. */
export interface LogSize {
  readonly logLines: number;
  readonly logVersion: number;
}

/** Bytes of logs after which BuildKit sends the rest of a message as another (moby/buildkit client/status.go, Marshal). */
const LARGEST_PART = 1024 * 1024;
/** More than it counts for a log beside its text. */
const LOG_OVERHEAD = 128;

interface VertexEnd {
  readonly digest: string;
  /** Microseconds. */
  readonly completed: number;
}

/**
 * The log of a build that is followed: whole lines go to the spool; what a step has printed without a line break stands
 * after them, as it looks now, until it is ended by a break or by the end of its vertex.
 */
export class FollowedLog {
  readonly #stepOf: (vertex: string) => string | undefined;
  readonly #spool: LogSpool;
  readonly #assembler = createLogAssembler();
  /** Vertices that have printed, by the step that shows them. */
  #sources = new Map<string, string[]>();
  readonly #stepOfSource = new Map<string, string>();
  #open: readonly AssembledLine[] = [];
  readonly #versions = new Map<string, number>();
  readonly #touched = new Set<string>();
  readonly #printed = new Set<string>();
  /** Bytes taken of each output of each vertex, and how many of them a stream that began again still repeats. */
  readonly #taken = new Map<string, number>();
  #repeated = new Map<string, number>();
  /** Vertices that have completed, of a message of which more parts may come. */
  #waiting: readonly VertexEnd[] = [];

  /** @param stepOf the step that shows a vertex, as of now */
  constructor(folder: string, stepOf: (vertex: string) => string | undefined) {
    this.#spool = new LogSpool(folder);
    this.#stepOf = stepOf;
  }

  /**
   * A vertex that completed prints no more: what it began is a line then, at its place among the others. A message of a
   * stream that was joined late holds many vertices, so each is ended before what was printed after it. Of a message that
   * BuildKit sent in parts the first tells what has completed, and the next ones what it had printed by then.
   *
   * @param repeatable said again by a stream that begins again; what the client itself says is not
   */
  push({ vertexes, statuses, logs }: StatusEvent, repeatable: boolean): void {
    const mayBePart = repeatable && vertexes.length === 0 && statuses.length === 0;
    if (repeatable && !mayBePart) this.#finishAll(this.#waiting);
    const ends = [...(mayBePart ? this.#waiting : []), ...endsOf(vertexes)].sort((a, b) => a.completed - b.completed);
    let ended = 0;
    for (const log of logs) {
      for (let end = ends[ended]; end !== undefined && end.completed < log.time; end = ends[ended]) {
        this.#finish(end.digest);
        ended += 1;
      }
      const fresh = repeatable ? this.#withoutRepeated(log) : log;
      if (fresh === undefined) continue;
      this.#printed.add(log.vertex);
      this.#touched.add(log.vertex);
      this.#take(this.#assembler.push(fresh));
    }
    const left = ends.slice(ended);
    const goesOn = repeatable && left.length > 0 && (mayBePart || mayGoOn(logs));
    if (repeatable) this.#waiting = goesOn ? left : [];
    if (!goesOn) this.#finishAll(left);
  }

  /** The stream will say everything again from the start. */
  restart(): void {
    this.#repeated = new Map(this.#taken);
    this.#waiting = [];
  }

  /** No vertex prints any more. */
  end(): void {
    this.#take(this.#assembler.end());
  }

  /**
   * Steps whose log has changed since the last time.
   *
   * @param regrouped some vertices may be shown by other steps than before
   */
  grown(regrouped: boolean): ReadonlySet<string> {
    const before = this.#open;
    this.#open = this.#touched.size === 0 ? before : this.#assembler.pending();
    const steps = new Set<string>();
    for (const vertex of this.#touched) this.#stepOfSource.set(vertex, this.#stepOfSource.get(vertex) ?? '');
    let moved = false;
    for (const [vertex, step] of this.#stepOfSource) {
      const now = step === '' || regrouped ? (this.#stepOf(vertex) ?? '') : step;
      if (now === step) continue;
      this.#stepOfSource.set(vertex, now);
      this.#touched.add(vertex);
      moved = true;
    }
    if (moved) this.#sources = bySteps(this.#stepOfSource);
    for (const vertex of this.#touched) steps.add(this.#stepOfSource.get(vertex) ?? '');
    this.#touched.clear();
    if (steps.size > 0) steps.add('');
    for (const step of steps) this.#versions.set(step, (this.#versions.get(step) ?? 0) + 1);
    return steps;
  }

  /** Of one step, or of all where `step` is empty. */
  sizeOf(step: string): LogSize {
    const logVersion = this.#versions.get(step) ?? 0;
    if (step === '') return { logLines: this.#spool.total + this.#open.length, logVersion };
    return { logLines: this.#spool.count(this.#sourcesOf(step)) + this.#openOf(step).length, logVersion };
  }

  lines(step: string, from: number, count: number): readonly LogLine[] {
    const vertices = step === '' ? undefined : this.#sourcesOf(step);
    const spooled = vertices === undefined ? this.#spool.total : this.#spool.count(vertices);
    const whole = this.#spool.read(vertices, from, count);
    const open = this.#openOf(step).slice(Math.max(0, from - spooled), Math.max(0, from + count - spooled));
    return [...whole, ...open.map((line) => ({ ...line, open: true as const }))].map(({ vertex, ...line }, place) => ({
      ...line,
      index: from + place,
      step: this.#stepOfSource.get(vertex) || vertex,
    }));
  }

  /** Lines that could not be kept, and what the disk said. */
  get dropped(): LogSpool['dropped'] {
    return this.#spool.dropped;
  }

  dispose(): void {
    this.#spool.dispose();
  }

  #sourcesOf(step: string): readonly string[] {
    return this.#sources.get(step) ?? [];
  }

  #openOf(step: string): readonly AssembledLine[] {
    if (step === '') return this.#open;
    const vertices = this.#sourcesOf(step);
    return this.#open.filter(({ vertex }) => vertices.includes(vertex));
  }

  #finishAll(ends: readonly VertexEnd[]): void {
    for (const { digest } of ends) this.#finish(digest);
  }

  #finish(vertex: string): void {
    if (this.#printed.has(vertex)) this.#take(this.#assembler.finish(vertex));
  }

  #take(lines: readonly AssembledLine[]): void {
    for (const line of lines) {
      this.#spool.append(line);
      this.#touched.add(line.vertex);
    }
  }

  /** What of a chunk was not there before the stream began again. */
  #withoutRepeated(log: VertexLog): VertexLog | undefined {
    const key = `${log.stream} ${log.vertex}`;
    const repeated = Math.min(this.#repeated.get(key) ?? 0, log.bytes.length);
    if (repeated > 0) this.#repeated.set(key, (this.#repeated.get(key) ?? 0) - repeated);
    if (repeated > 0 && repeated === log.bytes.length) return undefined;
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + log.bytes.length - repeated);
    return repeated === 0 ? log : { ...log, bytes: log.bytes.subarray(repeated) };
  }
}

function endsOf(vertexes: StatusEvent['vertexes']): readonly VertexEnd[] {
  return vertexes.flatMap(({ digest, completed }) => (completed === undefined ? [] : [{ digest, completed }]));
}

function mayGoOn(logs: readonly VertexLog[]): boolean {
  return logs.reduce((size, { bytes }) => size + bytes.length + LOG_OVERHEAD, 0) > LARGEST_PART;
}

function bySteps(stepOf: ReadonlyMap<string, string>): Map<string, string[]> {
  const steps = new Map<string, string[]>();
  for (const [vertex, step] of stepOf) {
    if (step === '') continue;
    const vertices = steps.get(step);
    if (vertices === undefined) steps.set(step, [vertex]);
    else vertices.push(vertex);
  }
  return steps;
}
