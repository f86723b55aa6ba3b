import { Hammer } from 'lucide-react';
import type { ReactNode } from 'react';
import { ask, navigate, openOverlay, useTopic } from '../../app/index.ts';
import { ActionRow, Button, Notice, Sheet, StatusGlyph } from '../../ui/index.ts';
import { OperationProgress } from '../operation-progress.tsx';
import styles from './new-builder.module.css';

interface MakingProps {
  readonly operation: string;
  readonly name: string;
  readonly onClose: () => void;
  readonly onBack: () => void;
}

/** The builder being made, step by step; then what can be done with it, or what holds after a failure. */
export function Making({ operation, name, onClose, onBack }: MakingProps): ReactNode {
  const { head, failure } = useTopic('operation', operation);
  const status = failure !== undefined ? 'failed' : (head?.status ?? 'running');
  return (
    <Sheet
      open
      kind="centred"
      title={
        <span className={styles.makingTitle}>
          <StatusGlyph
            status={
              status === 'running'
                ? 'running'
                : status === 'done'
                  ? 'done'
                  : status === 'failed'
                    ? 'failed'
                    : 'cancelled'
            }
            size={22}
            silent
          />
          {TITLE[status](name)}
        </span>
      }
      onClose={onClose}
      footer={<Footer status={status} operation={operation} name={name} onClose={onClose} onBack={onBack} />}
    >
      <div className={styles.making}>
        <OperationProgress id={operation} />
        {status === 'done' ? (
          <Notice look="info" live title={`${name} runs and waits for its first build`}>
            <p>Pick a folder with a Dockerfile, and watch its image being made.</p>
          </Notice>
        ) : null}
      </div>
    </Sheet>
  );
}

const TITLE = {
  running: (name: string) => `Making ${name}`,
  done: (name: string) => `${name} is ready`,
  failed: (name: string) => `${name} could not be made`,
  cancelled: (name: string) => `Making ${name} was cancelled`,
} as const;

interface FooterProps extends MakingProps {
  readonly status: keyof typeof TITLE;
}

function Footer({ status, operation, name, onClose, onBack }: FooterProps): ReactNode {
  switch (status) {
    case 'running':
      return (
        <ActionRow
          aside={<p className={styles.quiet}>It goes on when you close this.</p>}
          confirm={<Button onClick={onClose}>Close</Button>}
          cancel={<Button onClick={() => void ask('operations.cancel', { operation })}>Cancel and undo</Button>}
        />
      );
    case 'done':
      return (
        <ActionRow
          confirm={
            <Button
              look="primary"
              icon={<Hammer size={15} aria-hidden />}
              onClick={() => openOverlay({ kind: 'new-build', builder: name })}
            >
              Build a folder
            </Button>
          }
          cancel={
            <Button
              onClick={() => {
                onClose();
                navigate({ kind: 'builder', name });
              }}
            >
              Show {name}
            </Button>
          }
        />
      );
    default:
      return (
        <ActionRow
          confirm={<Button onClick={onBack}>Back to its settings</Button>}
          cancel={<Button onClick={onClose}>Close</Button>}
        />
      );
  }
}
