import type { ReactNode } from 'react';
import { cliTwin, type StopBuilder } from '../../shared/actions/index.ts';
import { count, useTopic, useTopicItem } from '../app/index.ts';
import { Button, CliStrip, Dialog } from '../ui/index.ts';
import { stopBuilder } from './actions.ts';
import { originWord, runningOn } from './builds-of.ts';
import styles from './dialogs.module.css';
import { RunningGlyph, RunningTime } from './running-build.tsx';
import { useActionFacts } from './use-action-facts.ts';

/** Asked before a builder is stopped that builds: which builds end, and whose they are. */
export function StopDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }): ReactNode {
  const builder = useTopicItem('builders', name) ?? { name, nodes: [] };
  const running = runningOn(builder, Object.values(useTopic('builds').items));
  const facts = useActionFacts();
  const action: StopBuilder = { kind: 'stop-builder', name };
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Stop ${name}?`}
      sentence={
        running.length === 0
          ? 'No build runs on it any more. Its cache and history are kept, and the next build starts it again.'
          : `${count(running.length, 'build')} running on it ${running.length === 1 ? 'ends' : 'end'} as failed. Its cache and history are kept, and the next build starts it again.`
      }
      confirm={
        <Button
          look={running.length === 0 ? 'plain' : 'danger'}
          onClick={() => {
            onClose();
            void stopBuilder(name);
          }}
        >
          {running.length === 0 ? 'Stop' : `Stop and end ${count(running.length, 'build')}`}
        </Button>
      }
      cancel={
        <Button autoFocus onClick={onClose}>
          Keep running
        </Button>
      }
      strip={<CliStrip commandsFor={(shell) => cliTwin(action, facts, shell)} />}
    >
      {running.length === 0 ? null : (
        <ul className={styles.list} aria-label="Builds that end">
          {running.map((build) => (
            <li key={build.key} className={styles.item}>
              <RunningGlyph build={build} size={16} />
              <span className={styles.name}>{build.name}</span>
              <span className={styles.quiet}>
                {originWord(build)}, <RunningTime build={build} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
