import { Ellipsis, RotateCcw, Terminal, X } from 'lucide-react';
import { type ReactNode, use } from 'react';
import { type BuildHead, failureOf } from '../../../shared/contract/index.ts';
import { formatDuration, formatRunning } from '../../../shared/options/index.ts';
import { listed, useNow, useTopic } from '../../app/index.ts';
import { buildersOf, lastHeardOf, ranUntil, UNHEARD } from '../../builders/builds-of.ts';
import {
  Button,
  ClipboardContext,
  cx,
  IconButton,
  Menu,
  type MenuEntry,
  StatusGlyph,
  sayDone,
  sayFailed,
  Tag,
} from '../../ui/index.ts';
import { isBeingRead, nothingToCopy, useCopyLog } from '../log/copy-log.tsx';
import { buildAgain } from '../new-build/prefill.ts';
import { fromCache, shortPlatform, timeOfDay, tookOf, wholeTime } from '../words.ts';
import styles from './build-header.module.css';

interface BuildHeaderProps {
  readonly head: BuildHead;
  readonly buildKey: string;
  readonly onCancel: () => void;
}

/** Which build this is, how far it is, and what can be done with it. */
export function BuildHeader({ head, buildKey, onCancel }: BuildHeaderProps): ReactNode {
  const { summary } = head;
  const { status, counts } = summary;
  const { items: builders } = useTopic('builders');
  const share = fromCache(counts);
  const lastHeard = lastHeardOf(summary, builders);
  return (
    <header className={styles.header}>
      {lastHeard === undefined ? (
        <StatusGlyph status={status} size={24} />
      ) : (
        <StatusGlyph status="no-answer" word={UNHEARD} size={24} />
      )}
      <div className={styles.names}>
        <div className={styles.heading}>
          <h1 className={styles.title}>{summary.name}</h1>
          {summary.target === undefined || summary.target === '' ? null : <Tag look="outline">{summary.target}</Tag>}
        </div>
        <p className={styles.where}>
          on <strong>{listed(buildersOf(summary, builders))}</strong>
          {summary.platforms.length === 0 ? '' : ` for ${summary.platforms.map(shortPlatform).join(', ')}`}
          {', started '}
          {summary.origin === 'slipway' ? 'here' : 'elsewhere'} at{' '}
          <span title={wholeTime(summary.startedAt)}>{timeOfDay(summary.startedAt)}</span>
        </p>
      </div>
      <dl className={styles.figures}>
        <Figure
          label={
            status === 'failed'
              ? 'until it failed'
              : status === 'cancelled'
                ? 'until it was cancelled'
                : status === 'done'
                  ? 'in all'
                  : lastHeard === undefined
                    ? 'elapsed'
                    : 'when last heard of'
          }
          look={status === 'failed' ? 'fail' : undefined}
        >
          <Elapsed head={head} lastHeard={lastHeard} />
        </Figure>
        <Figure label={status === 'failed' || status === 'cancelled' ? 'steps done and kept in cache' : 'steps done'}>
          {counts.ended - counts.failed} <span className={styles.of}>of {counts.total}</span>
        </Figure>
        {share === undefined ? null : <Figure label="from cache">{share}</Figure>}
      </dl>
      <div className={styles.actions}>
        {status === 'running' ? (
          <Button
            icon={<X size={15} aria-hidden />}
            keys="."
            onClick={onCancel}
            off={head.cancellable ? undefined : 'Only the program that started a build can cancel it.'}
          >
            Cancel
          </Button>
        ) : head.request === undefined ? null : (
          <Button
            look={status === 'failed' ? 'primary' : 'plain'}
            icon={<RotateCcw size={15} aria-hidden />}
            keys="R"
            onClick={() => buildAgain(head)}
          >
            Build again
          </Button>
        )}
        <More head={head} buildKey={buildKey} />
      </div>
    </header>
  );
}

function Figure({
  label,
  look,
  children,
}: {
  readonly label: string;
  readonly look?: 'fail' | undefined;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className={styles.figure}>
      <dt>{label}</dt>
      <dd className={cx(look === 'fail' && styles.fail)}>{children}</dd>
    </div>
  );
}

function Elapsed({
  head: { summary, clockOffset },
  lastHeard,
}: {
  readonly head: BuildHead;
  readonly lastHeard: number | undefined;
}): ReactNode {
  const took = tookOf(summary);
  if (took !== undefined) return formatDuration(took);
  if (lastHeard !== undefined) return formatDuration(ranUntil({ ...summary, clockOffset }, lastHeard));
  return <RunningTime since={summary.startedAt} offset={clockOffset} />;
}

function RunningTime({ since, offset }: { readonly since: number; readonly offset: number }): ReactNode {
  return formatRunning(useNow(250) + offset - since);
}

function More({ head, buildKey }: { readonly head: BuildHead; readonly buildKey: string }): ReactNode {
  const copy = use(ClipboardContext);
  const copyLog = useCopyLog(buildKey, '');
  const { request } = head;
  const put = (text: string, done: string) =>
    copy(text).then(
      () => sayDone(done),
      (error: unknown) => sayFailed(failureOf(error)),
    );
  const entries: MenuEntry[] = [
    {
      kind: 'action',
      id: 'log',
      label: 'Copy the whole log',
      off: isBeingRead(head) ? 'It is still being read.' : nothingToCopy(head, head.logLines),
      run: () => void copyLog().then((done) => (done ? sayDone('Log copied') : undefined)),
    },
    {
      kind: 'action',
      id: 'command',
      label: 'Copy as command',
      icon: <Terminal size={14} aria-hidden />,
      off: request === undefined ? 'Only known for builds started here.' : undefined,
      run: () => {
        if (request !== undefined) void put(request.cliTwin, 'Command copied');
      },
    },
  ];
  return (
    <Menu
      trigger={<IconButton look="plain" label="More" icon={<Ellipsis size={16} aria-hidden />} />}
      entries={entries}
    />
  );
}
