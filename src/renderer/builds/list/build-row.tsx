import { type CSSProperties, memo, type ReactNode } from 'react';
import type { BuildSummary } from '../../../shared/contract/index.ts';
import { formatDuration } from '../../../shared/options/index.ts';
import { runningFor, useNow } from '../../app/index.ts';
import { ranUntil, UNHEARD } from '../../builders/builds-of.ts';
import { StepBar } from '../../builders/step-bar.tsx';
import { Bar, cx, StatusGlyph } from '../../ui/index.ts';
import { fromCache, resultWords, shortPlatform, subtitle, tookOf, when, wholeTime } from '../words.ts';
import styles from './builds-table.module.css';

interface BuildRowProps {
  readonly build: BuildSummary;
  /** Names of its builder, or of all that it can be of. */
  readonly builder: string;
  /** µs: when it was last heard of, where its builder does not answer. */
  readonly lastHeard: number | undefined;
  /** ms */
  readonly now: number;
  readonly rowIndex: number;
  readonly place: CSSProperties;
  /** True for the one row that Tab reaches. */
  readonly focusable: boolean;
  readonly onFocus: () => void;
  readonly onOpen: () => void;
}

export const BuildRow = memo(
  function BuildRow({
    build,
    builder,
    lastHeard,
    now,
    rowIndex,
    place,
    focusable,
    onFocus,
    onOpen,
  }: BuildRowProps): ReactNode {
    const share = fromCache(build.counts);
    const result = resultWords(build);
    return (
      <tr aria-rowindex={rowIndex} className={styles.row} style={place}>
        <td className={styles.status}>
          {lastHeard === undefined ? (
            <StatusGlyph status={build.status} />
          ) : (
            <StatusGlyph status="no-answer" word={UNHEARD} />
          )}
        </td>
        <td className={styles.build}>
          <span className={styles.heading}>
            <button
              type="button"
              className={styles.name}
              data-build-key={build.key}
              tabIndex={focusable ? 0 : -1}
              onFocus={onFocus}
              onClick={onOpen}
            >
              {build.name}
            </button>
            <span className={styles.target}>{aside(build)}</span>
          </span>
          <span className={cx(styles.subtitle, build.status === 'failed' && styles.failed)}>
            {subtitle(build, now * 1000, lastHeard)}
          </span>
        </td>
        <td className={cx(styles.cell, styles.minor)} title={builder}>
          {builder}
        </td>
        <td className={cx(styles.cell, styles.origin, styles.quiet)}>
          {build.origin === 'slipway' ? 'Slipway' : 'Elsewhere'}
        </td>
        <td className={styles.cell} title={wholeTime(build.startedAt)}>
          {when(build.startedAt - (build.clockOffset ?? 0), now)}
        </td>
        <td className={styles.figures}>
          <span className={styles.duration}>
            <Duration build={build} lastHeard={lastHeard} />
          </span>
          {build.status === 'running' ? <StepBar counts={build.counts} height={5} /> : null}
        </td>
        <td className={cx(styles.figures, styles.minor)}>
          {share === undefined ? (
            <span className={styles.quiet}>not known</span>
          ) : (
            <>
              <span className={styles.share}>{share}</span>
              <Bar
                height={5}
                total={build.counts.total}
                parts={[{ id: 'cached', value: build.counts.cached, look: 'cached' }]}
              />
            </>
          )}
        </td>
        <td className={cx(styles.cell, styles.minor, build.result === undefined && styles.quiet)} title={result}>
          {result}
        </td>
      </tr>
    );
  },
  (one, other) =>
    one.build === other.build &&
    one.builder === other.builder &&
    one.lastHeard === other.lastHeard &&
    one.now === other.now &&
    one.rowIndex === other.rowIndex &&
    one.focusable === other.focusable &&
    one.place.transform === other.place.transform,
);

function aside(build: BuildSummary): string {
  const platforms = build.platforms.length > 1 ? build.platforms.map(shortPlatform).join(', ') : undefined;
  return [build.target, platforms].filter((part) => part !== undefined).join(' for ');
}

function Duration({ build, lastHeard }: Pick<BuildRowProps, 'build' | 'lastHeard'>): ReactNode {
  const took = tookOf(build);
  if (took !== undefined) return formatDuration(took);
  if (lastHeard !== undefined) return formatDuration(ranUntil(build, lastHeard));
  return build.status === 'running' ? <RunningTime build={build} /> : 'not known';
}

function RunningTime({ build }: { readonly build: BuildSummary }): ReactNode {
  return runningFor(build, useNow(250));
}
