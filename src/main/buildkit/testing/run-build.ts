import type { StatusEvent } from '../../../shared/build/status-event.ts';
import {
  type BuildSession,
  type ControlClient,
  type DialTarget,
  newBuildId,
  openControl,
  type SessionOptions,
  type SolveRequest,
  type SolveResult,
  startSession,
} from '../index.ts';

export interface BuildOptions extends Partial<Omit<SessionOptions, 'target' | 'localDirs'>> {
  readonly target: DialTarget;
  readonly context: string;
  /** The folder that the Dockerfile lies in; the context by default. */
  readonly dockerfile?: string;
  readonly solve?: Partial<SolveRequest>;
  /** Told of each event, with what stops the build. */
  readonly onEvent?: (event: StatusEvent, cancel: () => void, control: ControlClient) => void;
}

export interface BuildOutcome {
  readonly ref: string;
  readonly result?: SolveResult;
  readonly error?: unknown;
  readonly events: readonly StatusEvent[];
  /** All output, as text. */
  readonly log: string;
  readonly failures: ReturnType<BuildSession['failures']>;
  readonly warnings: ReturnType<BuildSession['warnings']>;
}

/** A build from start to end as the app runs one: session, solve and status together. */
export async function runBuild(options: BuildOptions): Promise<BuildOutcome> {
  const { target, context, dockerfile = context, solve, onEvent, ...rest } = options;
  const session = await startSession({
    sharedKey: `test-${newBuildId()}`,
    ...rest,
    target,
    localDirs: { context, dockerfile },
  });
  const control = openControl(target);
  const ref = newBuildId();
  const cancel = new AbortController();
  const ended = new AbortController();
  const events: StatusEvent[] = [];
  const watching = (async () => {
    for await (const event of control.status(ref, { signal: ended.signal })) {
      events.push(event);
      onEvent?.(event, () => cancel.abort(), control);
    }
  })().catch(() => {});
  const request = { ref, session: session.id, frontend: 'dockerfile.v0', frontendAttrs: {}, ...solve };
  const outcome = await control.solve(request, { signal: cancel.signal }).then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  if ('result' in outcome) await session.commit();
  // A status stream may never end by itself once its build has failed early.
  const timer = setTimeout(() => ended.abort(), 5000);
  await watching;
  clearTimeout(timer);
  const failures = session.failures();
  const warnings = session.warnings();
  await session.close();
  control.close();
  const log = Buffer.concat(events.flatMap(({ logs }) => logs.map(({ bytes }) => bytes))).toString('utf8');
  return { ref, ...outcome, events, log, failures, warnings };
}
