import type { ReactNode } from 'react';
import type { ActionIssue } from '../../../shared/actions/index.ts';
import { CPU_SCALE, type LimitNote, LimitSlider, MEMORY_SCALE, Notice } from '../../ui/index.ts';
import type { Limit } from './form.ts';
import { cpuNote, type HostGround, memoryNote } from './ground.ts';
import type { LimitField } from './limit-fields.ts';
import styles from './new-builder.module.css';

interface LimitsProps {
  /** Undefined while the Engine's size is not known. */
  readonly ground: HostGround | undefined;
  /** The Engine does not answer, so its size will not come by itself. */
  readonly unreachable: boolean;
  readonly memory: LimitField;
  readonly cpus: LimitField;
  readonly issues: readonly (ActionIssue & { readonly at: string })[];
}

/** Memory and CPU, on the real size of the machine. */
export function LimitsSection(props: LimitsProps): ReactNode {
  const { ground, unreachable, memory, cpus, issues } = props;
  const wrong = memory.error !== undefined || cpus.error !== undefined;
  if (ground === undefined && !unreachable && !wrong)
    return <Notice look="info" title="Looking how large that computer is" />;
  return (
    <div className={styles.limits}>
      <LimitSlider
        label="Memory"
        sentence="the most that all builds here may use together"
        scale={MEMORY_SCALE}
        ground={ground?.memory}
        {...memory}
        origin={ground && { value: ground.suggested.memory, word: 'suggested' }}
        reservedLabel="For the Engine"
        note={
          faultNote(memory, issues, 'memory') ??
          (ground === undefined ? UNKNOWN : memoryNote(memory.value, ground.memory))
        }
      />
      <LimitSlider
        label="CPU"
        sentence="how many cores’ worth of work at once"
        scale={CPU_SCALE}
        ground={ground?.cpus}
        {...cpus}
        origin={ground && { value: ground.suggested.cpus, word: 'suggested' }}
        reservedLabel="For the rest"
        note={faultNote(cpus, issues, 'cpus') ?? (ground === undefined ? UNKNOWN : cpuNote(cpus.value, ground.cpus))}
      />
    </div>
  );
}

const UNKNOWN: LimitNote = {
  look: 'info',
  text: 'How much that computer has is not known, so nothing can be checked against it.',
};

function faultNote({ error }: LimitField, issues: LimitsProps['issues'], at: Limit): LimitNote | undefined {
  if (error !== undefined) return { look: 'fail', text: error };
  const issue =
    issues.find((each) => each.at === at && each.severity === 'error') ?? issues.find((each) => each.at === at);
  if (issue === undefined) return undefined;
  return { look: issue.severity === 'error' ? 'fail' : 'amber', text: issue.message };
}
