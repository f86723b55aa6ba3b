import type { BuildSummary } from '../../../shared/contract/index.ts';

export type Filter = 'all' | 'running' | 'failed';

/** One row of the table: a heading or a build. */
export type ListRow =
  | { readonly kind: 'group'; readonly id: string; readonly title: string }
  | { readonly kind: 'build'; readonly id: string; readonly build: BuildSummary };

/** How many builds each filter would show. */
export function filterCounts(builds: readonly BuildSummary[]): Readonly<Record<Filter, number>> {
  return {
    all: builds.length,
    running: builds.filter((build) => build.status === 'running').length,
    failed: builds.filter((build) => build.status === 'failed').length,
  };
}

/**
 * Rows of the table: what runs on top, then by the day on which it started, newest first.
 *
 * @param now ms, this computer's clock; its time zone decides where a day begins
 */
export function listRows(builds: readonly BuildSummary[], filter: Filter, now: number): readonly ListRow[] {
  const shown = builds
    .filter((build) => filter === 'all' || build.status === filter)
    .sort((one, other) => other.startedAt - one.startedAt || one.key.localeCompare(other.key));
  const today = new Date(now).setHours(0, 0, 0, 0);
  const yesterday = new Date(today - 12 * 3600_000).setHours(0, 0, 0, 0);
  const groups: readonly { readonly title: string; readonly builds: readonly BuildSummary[] }[] = [
    { title: 'Running', builds: shown.filter((build) => build.status === 'running') },
    { title: 'Today', builds: ended(shown, today, Number.POSITIVE_INFINITY) },
    { title: 'Yesterday', builds: ended(shown, yesterday, today) },
    { title: 'Older', builds: ended(shown, Number.NEGATIVE_INFINITY, yesterday) },
  ];
  return groups.flatMap(({ title, builds: members }): readonly ListRow[] =>
    members.length === 0
      ? []
      : [
          { kind: 'group', id: `group ${title}`, title },
          ...members.map((build): ListRow => ({ kind: 'build', id: build.key, build })),
        ],
  );
}

/** Ended builds that started from `from` to before `until`, ms. */
function ended(builds: readonly BuildSummary[], from: number, until: number): readonly BuildSummary[] {
  return builds.filter((build) => {
    const started = build.startedAt / 1000;
    return build.status !== 'running' && started >= from && started < until;
  });
}
