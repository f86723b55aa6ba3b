import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { type Timestamp, TimestampSchema } from '@bufbuild/protobuf/wkt';
import type {
  StatusResponseSchema,
  VertexSchema,
  VertexWarningSchema,
} from '../../src/main/buildkit/gen/control_pb.js';
import {
  AT_A_TIME,
  digestOf,
  type LoadPlan,
  type LoadStage,
  type LoadVertex,
  lineOf,
  PROGRESS,
  STEPS_A_STAGE,
  stagesOf,
} from './plan.ts';
import { randomOf } from './random.ts';

export type StatusMessage = MessageInitShape<typeof StatusResponseSchema>;
type VertexMessage = MessageInitShape<typeof VertexSchema>;
type WarningMessage = MessageInitShape<typeof VertexWarningSchema>;

/** Vertices that are announced in one message. */
const ANNOUNCED = 100;
/** Events after which all warnings so far are said again, as BuildKit does in each part of a split message. */
const REPEAT_WARNINGS = 5000;

/** The progress stream of a made-up build that succeeds: one event a message, but for what announces the steps. */
export function* streamOf(plan: LoadPlan): Generator<StatusMessage> {
  const clock = clockOf(plan);
  const random = randomOf(plan.events);
  const stages = stagesOf(plan);
  const vertices = stages.flatMap((stage) => stage.vertices);
  for (let from = 0; from < vertices.length; from += ANNOUNCED) {
    clock.skip(Math.min(ANNOUNCED, vertices.length - from));
    yield { vertexes: vertices.slice(from, from + ANNOUNCED).map((vertex) => stateOf(vertex)) };
  }

  const warnings: WarningMessage[] = [];
  let sent = 0;
  for (const event of eventsOf(stages, clock, random)) {
    if (event.warnings !== undefined) warnings.push(...event.warnings);
    yield event;
    sent += 1;
    if (sent % REPEAT_WARNINGS === 0 && warnings.length > 0) yield { warnings };
  }

  const started = clock.now();
  const digest = digestOf(stages.length * STEPS_A_STAGE);
  const exporting = { digest, name: 'exporting to image', started };
  yield { vertexes: [exporting] };
  yield { statuses: [{ vertex: digest, id: 'exporting layers', started, timestamp: clock.now() }] };
  yield { vertexes: [{ ...exporting, completed: clock.now() }] };
}

/** What the stages that run at a time say, one after the other in an order by chance. */
function* eventsOf(stages: readonly LoadStage[], clock: Clock, random: () => number): Generator<StatusMessage> {
  const done = new Set<number>();
  const running: { readonly stage: number; readonly says: Generator<StatusMessage> }[] = [];
  let next = 0;
  for (;;) {
    while (running.length < AT_A_TIME && stages[next]?.needs.every((need) => done.has(need)) === true) {
      running.push({ stage: next, says: stageSays(stages[next] as LoadStage, clock) });
      next += 1;
    }
    if (running.length === 0) return;
    const at = Math.floor(random() * running.length);
    const said = running[at]?.says.next();
    if (said === undefined) return;
    if (said.done !== true) {
      yield said.value;
      continue;
    }
    done.add(running[at]?.stage ?? -1);
    running.splice(at, 1);
  }
}

function* stageSays(stage: LoadStage, clock: Clock): Generator<StatusMessage> {
  for (const vertex of stage.vertices) yield* vertexSays(vertex, clock);
}

function* vertexSays(vertex: LoadVertex, clock: Clock): Generator<StatusMessage> {
  if (vertex.twice) {
    const started = clock.now();
    yield { vertexes: [{ ...stateOf(vertex), started }] };
    yield { vertexes: [{ ...stateOf(vertex), started, completed: clock.now() }] };
  }
  const started = clock.now();
  yield { vertexes: [{ ...stateOf(vertex), started }] };
  if (vertex.warned) yield { warnings: [warningOf(vertex)] };
  const bytes = Buffer.from(Array.from({ length: vertex.lines }, (_, index) => lineOf(vertex, index).bytes).join(''));
  for (let chunk = 0; chunk < Math.max(vertex.logs, PROGRESS); chunk += 1) {
    if (chunk < vertex.logs) {
      const msg = bytes.subarray(
        Math.floor((chunk * bytes.length) / vertex.logs),
        Math.floor(((chunk + 1) * bytes.length) / vertex.logs),
      );
      yield { logs: [{ vertex: vertex.digest, stream: 1n, timestamp: clock.now(), msg }] };
    }
    if (chunk < PROGRESS) {
      const over = chunk === PROGRESS - 1;
      const current = BigInt((chunk + 1) * 1024);
      const total = BigInt(PROGRESS * 1024);
      const timestamp = clock.now();
      const word = { vertex: vertex.digest, id: 'layer', name: 'downloading', current, total, started, timestamp };
      yield { statuses: [over ? { ...word, completed: timestamp } : word] };
    }
  }
  yield { vertexes: [{ ...stateOf(vertex), started, completed: clock.now() }] };
}

function stateOf({ digest, name, inputs, group }: LoadVertex): VertexMessage {
  const shown = group === undefined ? {} : { progressGroup: { id: group, name, weak: false } };
  return { digest, name, inputs: [...inputs], ...shown };
}

function warningOf({ digest, number }: LoadVertex): WarningMessage {
  const text = (words: string) => Buffer.from(words);
  return {
    vertex: digest,
    level: 1n,
    short: text(`LoadRule: step ${number} is made up (line ${number})`),
    detail: [text('Nothing real was built here.')],
    url: 'https://docs.docker.com/go/dockerfile/rule/',
    info: { filename: 'Dockerfile' },
    ranges: [{ start: { line: number, character: 0 }, end: { line: number, character: 9 } }],
  };
}

/** Times that grow by the same step with each event. */
interface Clock {
  now(): Timestamp;
  skip(events: number): void;
}

function clockOf({ startedAt, rate }: LoadPlan): Clock {
  let events = 0;
  return {
    now() {
      events += 1;
      const micros = startedAt + Math.round((events / rate) * 1e6);
      const seconds = BigInt(Math.floor(micros / 1e6));
      return create(TimestampSchema, { seconds, nanos: (micros % 1_000_000) * 1000 });
    },
    skip(count) {
      events += count;
    },
  };
}
