import { Terminal } from 'lucide-react';
import { type ReactNode, useSyncExternalStore } from 'react';
import type { CliCommand, Shell } from '../../shared/actions/index.ts';
import styles from './cli-strip.module.css';
import { CopyButton } from './clipboard.tsx';
import { isWindows } from './platform.ts';
import { Select } from './select.tsx';
import { piecesOf, SHELL_NAMES } from './shells.ts';

interface CliStripProps {
  /** The commands that do the same, printed for a shell; in order. Empty while there is nothing to print. */
  readonly commandsFor: (shell: Shell) => readonly CliCommand[];
  /** Said in place of the commands while there are none. */
  readonly whenEmpty?: string;
}

/** The command line twin of an action being composed: choose a shell, copy it. Lines wrap between options only. */
export function CliStrip({ commandsFor, whenEmpty = 'The command appears here.' }: CliStripProps): ReactNode {
  const shell = useSyncExternalStore(watchShell, () => chosenShell);
  const commands = commandsFor(shell);
  return (
    <section className={styles.strip} aria-label="The same on the command line">
      <Terminal size={14} aria-hidden className={styles.mark} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <ol className={styles.commands} tabIndex={0}>
        {commands.length === 0 ? <li className={styles.empty}>{whenEmpty}</li> : null}
        {commands.map((command, index) => (
          <li key={command.text} className={styles.command}>
            {commands.length > 1 ? <span className={styles.number}>{index + 1} </span> : null}
            <code>
              <CommandWords command={command.display} />
            </code>
            {command.hint === undefined ? null : <span className={styles.hint}> {command.hint}</span>}
            {command.problem === undefined ? null : <span className={styles.problem}> {command.problem}</span>}
          </li>
        ))}
      </ol>
      <div className={styles.tools}>
        <Select
          ghost
          size="toolbar"
          aria-label="Shell"
          value={shell}
          onChange={(value) => chooseShell(value as Shell)}
          options={SHELL_NAMES}
        />
        <CopyButton withWord label="Copy the command" text={() => commands.map((command) => command.text).join('\n')} />
      </div>
    </section>
  );
}

function CommandWords({ command }: { readonly command: string }): ReactNode {
  const words = piecesOf(command);
  const firstOption = words.findIndex((word) => word.startsWith('-'));
  const strong = firstOption === -1 ? Math.min(3, words.length) : firstOption;
  return words.map((word, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: words repeat and have no identity but their place
    <span key={index}>
      {index === 0 ? null : ' '}
      <span className={index < strong ? styles.strong : styles.word}>{word}</span>
    </span>
  ));
}

let chosenShell: Shell = isWindows ? 'powershell' : 'bash';
const watchers = new Set<() => void>();

function watchShell(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function chooseShell(shell: Shell): void {
  chosenShell = shell;
  for (const watcher of watchers) watcher();
}
