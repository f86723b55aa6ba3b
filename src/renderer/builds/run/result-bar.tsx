import { Play } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { cliTwin, noOutputWarning } from '../../../shared/actions/index.ts';
import type { BuildHead, BuildOutcome, Failure } from '../../../shared/contract/index.ts';
import { formatDisk, formatExactBytes } from '../../../shared/options/index.ts';
import { engineName, useTopic } from '../../app/index.ts';
import { Button, CopyButton, FailureNotice, isWindows, StatusGlyph } from '../../ui/index.ts';
import { OutputBar } from './output-bar.tsx';
import styles from './result-bar.module.css';
import { RunOutput } from './run-output.tsx';
import { closeRun, startRun, useRun } from './runs.ts';
import { ShortDigest } from './short-digest.tsx';

/** What came out of a build that is done, and the way to use it. */
export function ResultBar({ head }: { readonly head: BuildHead }): ReactNode {
  const { outcome, summary } = head;
  if (outcome === undefined || outcome.kind === 'unknown') return <Unknown outcome={outcome} />;
  if (outcome.kind === 'cache-only') {
    return (
      <section className={styles.bar} aria-label="Result">
        <StatusGlyph status="warning" />
        <div className={styles.words}>
          <h2 className={styles.title}>No image came out</h2>
          <p className={styles.quiet}>
            {noOutputWarning(summary.builder)
              .replace('Nothing will come out. The build runs and fills', 'The build ran and filled')
              .replace('but leaves', 'but left')}
          </p>
        </div>
      </section>
    );
  }
  return (
    <section className={styles.result} aria-label="Result">
      {outcome.kind === 'image-loaded' ? <LoadedImage buildKey={summary.key} outcome={outcome} /> : null}
      {outcome.outputs?.map((output) => (
        <OutputBar key={output.kind === 'push' ? output.reference : output.path} output={output} />
      ))}
    </section>
  );
}

interface LoadedImageProps {
  readonly buildKey: string;
  readonly outcome: BuildOutcome;
}

function LoadedImage({ buildKey, outcome }: LoadedImageProps): ReactNode {
  const engines = useTopic('engines');
  const { operation, state } = useRun(buildKey);
  const [failure, setFailure] = useState<Failure>();
  const engine = outcome.engine ?? '';
  const image = outcome.tags[0] ?? outcome.image ?? outcome.digest ?? '';
  const where = engineName(engine === '' ? 'default' : engine, engines.items[engine]?.host);
  const action = { kind: 'run-image', image, engine } as const;
  const facts = engines.head === undefined ? {} : { currentContext: engines.head.current };
  const command = cliTwin(action, facts, isWindows ? 'powershell' : 'bash')
    .map((line) => line.text)
    .join('\n');
  const run = async () => {
    setFailure(undefined);
    setFailure(await startRun(buildKey, action));
  };
  return (
    <>
      <div className={styles.bar}>
        <StatusGlyph status="done" />
        <div className={styles.words}>
          <h2 className={styles.title}>
            {outcome.tags.length > 0 ? outcome.tags.join(', ') : 'An image without a name'}
            <span className={styles.quiet}>
              {' '}
              {where === 'This computer' ? 'on this computer' : `in Docker on ${where}`}
            </span>
          </h2>
          <p className={styles.facts}>
            {outcome.digest === undefined ? null : <ShortDigest digest={outcome.digest} />}
            {outcome.size === undefined ? null : (
              <span title={formatExactBytes(outcome.size)}>{formatDisk(outcome.size)}</span>
            )}
          </p>
        </div>
        <div className={styles.command}>
          <code>{command}</code>
          <CopyButton text={() => command} label="Copy the command" />
        </div>
        <Button
          look={state === 'running' ? 'plain' : 'primary'}
          icon={<Play size={15} aria-hidden />}
          busy={state === 'asked' || state === 'running'}
          off={image === '' ? 'Its name is not known.' : undefined}
          onClick={() => void run()}
        >
          {RUN_WORDS[state]}
        </Button>
      </div>
      {failure === undefined ? null : (
        <div className={styles.failure}>
          <FailureNotice live failure={failure} />
        </div>
      )}
      {operation === undefined ? null : (
        <RunOutput
          key={operation}
          operation={operation}
          running={state === 'running'}
          onClose={() => closeRun(buildKey)}
        />
      )}
    </>
  );
}

/** While it runs, what stops it is at its output. */
const RUN_WORDS: Readonly<Record<ReturnType<typeof useRun>['state'], string>> = {
  none: 'Run with Docker',
  asked: 'Run with Docker',
  running: 'Running',
  ended: 'Run again',
};

function Unknown({ outcome }: { readonly outcome: BuildOutcome | undefined }): ReactNode {
  const names = outcome?.tags ?? [];
  return (
    <section className={styles.bar} aria-label="Result">
      <StatusGlyph status="done" />
      <div className={styles.words}>
        <h2 className={styles.title}>{names.length > 0 ? names.join(', ') : 'Done'}</h2>
        <p className={styles.facts}>
          {outcome?.digest === undefined ? null : <ShortDigest digest={outcome.digest} />}
          <span>
            {names.length > 0
              ? 'Made elsewhere: where the image went is known to the program that started the build.'
              : 'What came out is known to the program that started the build.'}
          </span>
        </p>
      </div>
    </section>
  );
}
