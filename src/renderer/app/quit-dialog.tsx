import { type ReactNode, useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { QuitBuild } from '../../shared/contract/index.ts';
import { Button, Dialog } from '../ui/index.ts';
import { ask } from './bridge.ts';
import styles from './quit-dialog.module.css';
import { useTopicPart } from './topics.ts';

/** What main has asked: the builds that quitting would cancel. */
const asked = createStore<{ readonly builds: readonly QuitBuild[] | undefined }>(() => ({ builds: undefined }));

export function askToQuit(builds: readonly QuitBuild[]): void {
  asked.setState({ builds });
}

/** Asks before the app's end cancels builds; over everything else, a form being filled in too. */
export function QuitDialog(): ReactNode {
  const builds = useStore(asked, (state) => state.builds);
  return builds === undefined ? null : <Question builds={builds} />;
}

function Question({ builds }: { readonly builds: readonly QuitBuild[] }): ReactNode {
  const statuses = useTopicPart('builds', ({ items }) => builds.map(({ key }) => items[key]?.status).join());
  const status = statuses.split(',');
  const running = builds.filter((_, place) => status[place] === 'running' || status[place] === '');
  useEffect(() => {
    void ask('app.answer-quit', { answer: 'shown' });
  }, []);
  const answer = (choice: 'keep' | 'quit') => {
    asked.setState({ builds: undefined });
    void ask('app.answer-quit', { answer: choice });
  };
  const over = running.length === 0;
  return (
    <Dialog
      open
      onClose={() => answer('keep')}
      title={over ? 'The builds have ended' : `${counted(running.length)} running`}
      sentence={
        over
          ? 'Quitting cancels nothing any more.'
          : `Quitting cancels ${running.length === 1 ? 'it' : 'them'}. The steps that are done stay in the cache.`
      }
      confirm={
        <Button look={over ? 'primary' : 'danger'} onClick={() => answer('quit')}>
          {over ? 'Quit' : 'Quit and cancel'}
        </Button>
      }
      cancel={
        <Button autoFocus onClick={() => answer('keep')}>
          {over ? 'Stay' : 'Keep building'}
        </Button>
      }
    >
      {over ? null : (
        <ul className={styles.list}>
          {running.map(({ key, name, builder }) => (
            <li key={key}>
              <span className={styles.name}>{name}</span> on {builder}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

const WORDS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'];

function counted(number: number): string {
  return `${WORDS[number] ?? number} ${number === 1 ? 'build is' : 'builds are'}`;
}
