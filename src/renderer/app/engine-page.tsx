import { FileWarning, Monitor, Plug, Server } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { EngineItem, Failure, FailureCode } from '../../shared/contract/index.ts';
import { Button, Card, FailureBody, StatusGlyph, Tag, type TagLook } from '../ui/index.ts';
import { RetryButton } from './engine-banner.tsx';
import styles from './engine-page.module.css';
import { engineHeadline } from './engine-words.ts';
import { type EngineView, engineName, isLocal, useEngine } from './engines.ts';
import { ago } from './format.ts';
import { HullDrawing } from './hull-drawing.tsx';
import { useNow } from './now.ts';
import { useTopic } from './topics.ts';

/** Failures whose title says what the headline says. */
const SAID: ReadonlySet<FailureCode> = new Set(['engine-not-installed', 'engine-not-running', 'engine-no-permission']);

/** Whether somebody has chosen to look at the builders without an Engine, until the window is closed. */
const passed = createStore<{ readonly by: boolean }>(() => ({ by: false }));

/** True while no Engine has answered since the start, so that there is nothing to show but how to get one. */
export function useNeedsEnginePage(): boolean {
  const engine = useEngine();
  const passedBy = useStore(passed, ({ by }) => by);
  if (passedBy || !engine.settled || engine.anyUp || engine.failure === undefined) return false;
  return engine.item?.state.kind !== 'down' || engine.item.state.lastSeen === undefined;
}

/** No Engine: which address was tried, why it failed, what to do, and where else Slipway looked. */
export function EnginePage(): ReactNode {
  const engine = useEngine();
  const engines = Object.values(useTopic('engines').items);
  const stored = Object.values(useTopic('builders').items).filter((builder) => !builder.implicit).length;
  const others = engines.filter((item) => item.context !== engine.context);
  const shown = engine.item === undefined ? others : [engine.item, ...others];
  return (
    <div className={styles.page}>
      <div className={styles.columns}>
        <section className={styles.story} aria-live="polite">
          <HullDrawing />
          <h1 className={styles.headline}>{engineHeadline(engine.failure?.code)}</h1>
          {engine.failure === undefined ? null : (
            <div className={styles.text}>
              {SAID.has(engine.failure.code) ? null : <p>{engine.failure.title}</p>}
              <FailureBody failure={engine.failure} />
            </div>
          )}
          <div className={styles.actions}>
            <RetryButton look="primary" size="normal" context={undefined} />
            {stored === 0 ? null : (
              <Button look="ghost" onClick={() => passed.setState({ by: true })}>
                Show the {stored === 1 ? 'stored builder' : `${stored} stored builders`} anyway
              </Button>
            )}
          </div>
        </section>
        <div className={styles.side}>
          <Card title="Where Slipway looked" flush>
            <ul>
              {engine.item === undefined ? <Missing engine={engine} /> : null}
              {shown.map((item) => (
                <Looked key={item.context} item={item} engine={engine} />
              ))}
              {engine.problems.map(({ file, failure }) => (
                <Unreadable key={file} file={file} failure={failure} />
              ))}
            </ul>
          </Card>
          <Card title="What comes next">
            <ol className={styles.next}>
              <li className={styles.now} aria-current="step">
                Reach the Engine
              </li>
              <li>Make a first builder, with limits that suit this computer</li>
              <li>Build a folder and watch it</li>
            </ol>
          </Card>
        </div>
      </div>
    </div>
  );
}

function Missing({ engine }: { readonly engine: EngineView }): ReactNode {
  return (
    <li className={styles.looked}>
      <Plug size={18} strokeWidth={1.6} aria-hidden />
      <div className={styles.words}>
        <span className={styles.name}>{engine.context}</span>
        <span className={styles.quiet}>docker would use it, {chosenWords(engine.chosenBy)}</span>
      </div>
      <Tag look="amber">not there</Tag>
    </li>
  );
}

/** A context that is not even known by its name. */
function Unreadable({ file, failure }: { readonly file: string; readonly failure: Failure }): ReactNode {
  return (
    <li className={styles.looked}>
      <FileWarning size={18} strokeWidth={1.6} aria-hidden />
      <div className={styles.words}>
        <span className={styles.name}>{failure.title}</span>
        <span className={styles.quiet}>
          <code className={styles.host}>{file}</code>
        </span>
        {failure.remedy === undefined ? null : <span className={styles.why}>{failure.remedy}</span>}
      </div>
      <Tag look="amber">unreadable</Tag>
    </li>
  );
}

function Looked({ item, engine }: { readonly item: EngineItem; readonly engine: EngineView }): ReactNode {
  const now = useNow(1000);
  const current = item.context === engine.context;
  const icon = !isLocal(item.host) ? Server : item.context === 'default' ? Plug : Monitor;
  const Icon = icon;
  const [look, word] = tagOf(item);
  return (
    <li className={styles.looked}>
      <Icon size={18} strokeWidth={1.6} aria-hidden />
      <div className={styles.words}>
        <span className={styles.name}>
          {item.context === 'default' && isLocal(item.host)
            ? 'The usual address on this computer'
            : engineName(item.context, item.host)}
        </span>
        <span className={styles.quiet}>
          <code className={styles.host}>{item.host}</code>
          {item.state.kind === 'down' ? `, tried ${ago(item.state.triedAt, now)}` : null}
        </span>
        {current ? <span className={styles.quiet}>docker uses it, {chosenWords(engine.chosenBy)}</span> : null}
        {item.state.kind === 'down' && !current ? <span className={styles.why}>{item.state.failure.title}</span> : null}
      </div>
      {item.state.kind === 'connecting' ? (
        <StatusGlyph status="running" word="looking" />
      ) : (
        <Tag look={look}>{word}</Tag>
      )}
      {item.state.kind === 'down' && !current ? <RetryButton context={item.context} /> : null}
    </li>
  );
}

function tagOf(item: EngineItem): readonly [TagLook, string] {
  if (item.state.kind !== 'down') return ['kelp', 'answers'];
  switch (item.state.failure.code) {
    case 'engine-not-installed':
      return ['amber', 'not installed'];
    case 'engine-not-running':
      return ['amber', 'not running'];
    case 'engine-no-permission':
      return ['amber', 'no permission'];
    case 'engine-context-broken':
      return ['amber', 'broken'];
    default:
      return ['amber', 'no answer'];
  }
}

function chosenWords(chosenBy: string): string {
  if (chosenBy === 'default' || chosenBy === '') return 'since nothing else is chosen';
  if (chosenBy === 'config.json') return 'chosen with docker context use';
  return `chosen by the variable ${chosenBy}`;
}
