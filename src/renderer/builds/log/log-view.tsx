import { ArrowDown, ArrowDownToLine } from 'lucide-react';
import { type CSSProperties, type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { request, useKeys } from '../../app/index.ts';
import { Button, CommandLine, cx, Notice } from '../../ui/index.ts';
import { isClipNotice, LogLine } from './log-line.tsx';
import { createLogPages } from './log-pages.ts';
import styles from './log-view.module.css';
import { useLogScroll } from './use-log-scroll.ts';
import { useWidest } from './use-widest.ts';

export interface LogViewProps {
  readonly buildKey: string;
  /** Step whose log is shown; empty for that of the whole build. */
  readonly step: string;
  /** What the log is of, for screen readers. */
  readonly label: string;
  readonly total: number;
  /** Another one with each change of the log. */
  readonly state: number;
  /** Start of the build, µs. */
  readonly startedAt: number;
  readonly running: boolean;
  /** The build has ended, and its log is still coming. */
  readonly reading: boolean;
  /** In the log of all steps: the number of each step, and what a press on it does. */
  readonly stepNumber?: (step: string) => number | undefined;
  /** How many steps there are, which the numbers need room for. */
  readonly steps?: number;
  readonly onStep?: (step: string) => void;
  /** At the right of the foot. */
  readonly note?: ReactNode;
}

/** Lines asked for before and after those in view. */
const MARGIN = 60;

/**
 * A log of any length, of which only the lines in view and around are ever asked for. Give it `key` build and step: another
 * log is another view.
 */
export function LogView(props: LogViewProps): ReactNode {
  const {
    buildKey,
    step,
    label,
    total,
    state,
    startedAt,
    running,
    reading,
    stepNumber,
    steps = 0,
    onStep,
    note,
  } = props;
  const pages = useMemo(
    () => createLogPages((from, count) => request('builds.log', { key: buildKey, step, from, count })),
    [buildKey, step],
  );
  const version = useSyncExternalStore(pages.watch, pages.version);
  const scroll = useLogScroll(total, pages.end(), running);
  const { first, end, following } = scroll;
  const lines = useWidest(scroll.scroller);
  const failed = pages.failed();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a page may be old when it arrives, so each arrival looks again
  useEffect(() => {
    if (failed) return;
    // Who follows the end wants what has come last, however far that is from what is here.
    const from = following ? total - (end - first) : first;
    pages.want(Math.max(0, from - MARGIN), following ? total : end + MARGIN, total, state);
  }, [pages, version, first, end, total, state, failed, following]);

  const [clipped, setClipped] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version means new lines
  useEffect(() => {
    for (let index = first; index < end && !clipped; index += 1) {
      if (isClipNotice(pages.line(index)?.text ?? '')) setClipped(true);
    }
  }, [pages, version, first, end, clipped]);

  useKeys(
    running
      ? [
          {
            keys: 'F',
            what: 'Follow the end of the log',
            group: 'Build',
            run: scroll.following ? scroll.pause : scroll.follow,
          },
        ]
      : [],
  );

  return (
    <div className={styles.view}>
      {clipped ? <ClippedNotice /> : null}
      {failed ? (
        <Notice
          look="fail"
          live
          title="The log could not be read."
          actions={
            <Button size="row" onClick={() => pages.want(first, end, total, state)}>
              Read again
            </Button>
          }
        />
      ) : null}
      <div className={styles.frame}>
        {total === 0 ? (
          <p className={styles.empty}>
            {running
              ? 'Nothing printed yet.'
              : reading
                ? 'Reading the log.'
                : step === ''
                  ? 'This build printed nothing.'
                  : 'This step printed nothing.'}
          </p>
        ) : null}
        <section
          ref={scroll.scroller}
          className={styles.scroller}
          aria-label={label}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
          onScroll={scroll.onScroll}
        >
          <div className={styles.space} style={{ height: scroll.map.height }}>
            <div
              ref={lines}
              className={styles.lines}
              style={{ transform: `translateY(${scroll.offset}px)`, '--digits': String(steps).length } as CSSProperties}
            >
              {indexes(first, end).map((index) => {
                const line = pages.line(index);
                const before = index === first ? undefined : pages.line(index - 1);
                return (
                  <LogLine
                    key={index}
                    line={line}
                    startedAt={startedAt}
                    chip={
                      stepNumber === undefined ? undefined : (
                        <StepChip
                          number={line === undefined || line.step === before?.step ? undefined : stepNumber(line.step)}
                          onPress={() => (line === undefined ? undefined : onStep?.(line.step))}
                        />
                      )
                    }
                  />
                );
              })}
            </div>
          </div>
        </section>
        {scroll.unseen > 0 ? (
          <button type="button" className={styles.pill} onClick={scroll.follow}>
            <ArrowDown size={13} aria-hidden />
            {scroll.unseen} new
          </button>
        ) : null}
      </div>
      <div className={styles.foot}>
        {running ? (
          <button
            type="button"
            className={cx(styles.follow, scroll.following && styles.on)}
            aria-pressed={scroll.following}
            onClick={scroll.following ? scroll.pause : scroll.follow}
          >
            <ArrowDownToLine size={13} aria-hidden />
            {scroll.following ? 'Following' : 'Follow'}
          </button>
        ) : (
          <span />
        )}
        <span>{note}</span>
      </div>
    </div>
  );
}

function indexes(first: number, end: number): readonly number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, offset) => first + offset);
}

function StepChip({
  number,
  onPress,
}: {
  readonly number: number | undefined;
  readonly onPress: () => void;
}): ReactNode {
  if (number === undefined) return <span className={styles.chip} />;
  return (
    <button type="button" tabIndex={-1} className={styles.chip} onClick={onPress} title={`Show step ${number}`}>
      #{number}
    </button>
  );
}

function ClippedNotice(): ReactNode {
  return (
    <Notice look="amber" title="BuildKit left a part of this log out">
      <p>It keeps 2 MiB of a step, and 200 KiB a second. A builder made with these options keeps all:</p>
      <CommandLine command="--driver-opt env.BUILDKIT_STEP_LOG_MAX_SIZE=-1 --driver-opt env.BUILDKIT_STEP_LOG_MAX_SPEED=-1" />
    </Notice>
  );
}
