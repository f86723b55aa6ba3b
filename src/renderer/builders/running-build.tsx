import type { ReactNode } from 'react';
import type { BuildSummary } from '../../shared/contract/index.ts';
import { formatDuration } from '../../shared/options/index.ts';
import { runningFor, useNow } from '../app/index.ts';
import { StatusGlyph } from '../ui/index.ts';
import { ranUntil, UNHEARD } from './builds-of.ts';
import { useLastHeard } from './use-last-heard.ts';

interface RunningProps {
  readonly build: BuildSummary;
}

/** Glyph of a running build, whose words stand beside it; one whose builder does not answer is told of in the glyph. */
export function RunningGlyph({ build, size }: RunningProps & { readonly size: number }): ReactNode {
  return useLastHeard(build) === undefined ? (
    <StatusGlyph status="running" size={size} silent />
  ) : (
    <StatusGlyph status="no-answer" size={size} word={UNHEARD} />
  );
}

/** How long a build has been running, or had been when its builder was last heard of. */
export function RunningTime({ build }: RunningProps): ReactNode {
  const lastHeard = useLastHeard(build);
  return lastHeard === undefined ? <Ticking build={build} /> : formatDuration(ranUntil(build, lastHeard));
}

function Ticking({ build }: RunningProps): ReactNode {
  return runningFor(build, useNow(1000));
}
