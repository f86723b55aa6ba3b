import type { ReactNode } from 'react';
import type { ActionIssue } from '../../../shared/actions/index.ts';
import { CPU_SCALE, type LimitNote, LimitSlider, MEMORY_SCALE, Notice } from '../../ui/index.ts';
import { cpuNote, type HostGround, memoryNote } from './ground.ts';
import styles from './new-builder.module.css';

interface LimitsProps {
  /** Undefined while the Engine's size is not known. */
  readonly ground: HostGround | undefined;
  /** The Engine does not answer, so its size will not come by itself. */
  readonly unreachable: boolean;
  readonly memory: number | undefined;
  readonly cpus: number | undefined;
  readonly onMemory: (value: number | undefined) => void;
  readonly onCpus: (value: number | undefined) => void;
  readonly issues: readonly (ActionIssue & { readonly at: string })[];
}

/** Memory and CPU, on the real size of the machine. */
export function LimitsSection(props: LimitsProps): ReactNode {
  const { ground, unreachable, memory, cpus, onMemory, onCpus, issues } = props;
  if (ground === undefined && !unreachable) return <Notice look="info" title="Looking how large that computer is" />;
  return (
    <div className={styles.limits}>
      <LimitSlider
        label="Memory"
        sentence="the most that all builds here may use together"
        scale={MEMORY_SCALE}
        ground={ground?.memory}
        value={memory}
        onChange={onMemory}
        origin={ground && { value: ground.suggested.memory, word: 'suggested' }}
        reservedLabel="For the Engine"
        note={issueNote(issues, 'memory') ?? (ground === undefined ? UNKNOWN : memoryNote(memory, ground.memory))}
      />
      <LimitSlider
        label="CPU"
        sentence="how many cores’ worth of work at once"
        scale={CPU_SCALE}
        ground={ground?.cpus}
        value={cpus}
        onChange={onCpus}
        origin={ground && { value: ground.suggested.cpus, word: 'suggested' }}
        reservedLabel="For the rest"
        note={issueNote(issues, 'cpus') ?? (ground === undefined ? UNKNOWN : cpuNote(cpus, ground.cpus))}
      />
    </div>
  );
}

const UNKNOWN: LimitNote = {
  look: 'info',
  text: 'How much that computer has is not known, so nothing can be checked against it.',
};

function issueNote(issues: LimitsProps['issues'], at: string): LimitNote | undefined {
  const issue =
    issues.find((each) => each.at === at && each.severity === 'error') ?? issues.find((each) => each.at === at);
  if (issue === undefined) return undefined;
  return { look: issue.severity === 'error' ? 'fail' : 'amber', text: issue.message };
}
