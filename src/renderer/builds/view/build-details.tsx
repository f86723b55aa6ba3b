import type { ReactNode } from 'react';
import type { BuildHead } from '../../../shared/contract/index.ts';
import { formatDuration, formatExactBytes } from '../../../shared/options/index.ts';
import { listed, useTopic } from '../../app/index.ts';
import { buildersOf } from '../../builders/builds-of.ts';
import type { Steps } from '../../graph/index.ts';
import { CommandLine } from '../../ui/index.ts';
import { tookOf, wholeTime } from '../words.ts';
import styles from './details.module.css';
import { Fact, Facts } from './facts.tsx';
import { WarningList } from './warning-list.tsx';

interface BuildDetailsProps {
  readonly head: BuildHead;
  readonly steps: Steps;
  readonly onSelect: (step: string) => void;
}

/** All that is known of a build as a whole. */
export function BuildDetails({ head, steps, onSelect }: BuildDetailsProps): ReactNode {
  const { summary, request, outcome } = head;
  const took = tookOf(summary);
  const { items: builders } = useTopic('builders');
  return (
    <div className={styles.details}>
      <Facts>
        <Fact name="Builder">
          {listed(buildersOf(summary, builders))}, node {summary.node}
        </Fact>
        {summary.target === undefined ? null : <Fact name="Target">{summary.target}</Fact>}
        {summary.platforms.length === 0 ? null : <Fact name="Platforms">{summary.platforms.join(', ')}</Fact>}
        {(request?.context ?? summary.contextPath) === undefined ? null : (
          <Fact name="Folder" mono>
            {request?.context ?? summary.contextPath}
          </Fact>
        )}
        {request === undefined ? null : (
          <Fact name="Dockerfile" mono>
            {request.dockerfile}
          </Fact>
        )}
        {request === undefined || request.args.length === 0 ? null : (
          <Fact name="Arguments" mono>
            {request.args.join(', ')}
          </Fact>
        )}
        <Fact name="Started">
          {wholeTime(summary.startedAt)}, {summary.origin === 'slipway' ? 'from Slipway' : 'elsewhere'}
        </Fact>
        {summary.completedAt === undefined ? null : <Fact name="Ended">{wholeTime(summary.completedAt)}</Fact>}
        {took === undefined ? null : <Fact name="Took">{formatDuration(took)}</Fact>}
        {outcome?.digest === undefined ? null : (
          <Fact name="Digest" mono>
            {outcome.digest}
          </Fact>
        )}
        {outcome?.size === undefined ? null : <Fact name="Size">{formatExactBytes(outcome.size)}</Fact>}
        <Fact name="Reference" mono>
          {summary.ref}
        </Fact>
      </Facts>
      {request === undefined ? null : (
        <section>
          <h3 className={styles.heading}>The same on the command line</h3>
          <CommandLine command={request.cliTwin} />
        </section>
      )}
      <WarningList
        warnings={head.warnings}
        onSelect={(step) => (steps[step] === undefined ? undefined : onSelect(step))}
      />
    </div>
  );
}
