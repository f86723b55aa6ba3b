import { RotateCw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button, FailureNotice } from '../ui/index.ts';
import { ask } from './bridge.ts';
import styles from './engine-banner.module.css';
import { useEngine } from './engines.ts';
import { ago } from './format.ts';
import { useNow } from './now.ts';

/** Over every page when an Engine that has answered before answers no more; the page below keeps its last data. */
export function EngineBanner(): ReactNode {
  const engine = useEngine();
  const { state } = engine.item ?? {};
  if (state?.kind !== 'down' || (state.lastSeen === undefined && !engine.anyUp)) return null;
  return (
    <div className={styles.banner}>
      <FailureNotice
        live
        look="amber"
        failure={state.failure}
        actions={<RetryButton context={engine.item?.context} />}
        unspoken={<Age triedAt={state.triedAt} lastSeen={state.lastSeen} />}
      />
    </div>
  );
}

function Age({ triedAt, lastSeen }: { readonly triedAt: number; readonly lastSeen: number | undefined }): ReactNode {
  const now = useNow(1000);
  return (
    <p className={styles.age}>
      {lastSeen === undefined
        ? `Tried ${ago(triedAt, now)}.`
        : `Last answer ${ago(lastSeen, now)}, tried ${ago(triedAt, now)}. What you see below is from then.`}
    </p>
  );
}

/** Tries an Engine again; without a context, all. */
export function RetryButton(props: {
  readonly context: string | undefined;
  readonly look?: 'primary' | 'plain';
  readonly size?: 'normal' | 'row';
}): ReactNode {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    await ask('engines.retry', props.context === undefined ? {} : { context: props.context });
    setBusy(false);
  };
  return (
    <Button
      look={props.look ?? 'plain'}
      size={props.size ?? 'row'}
      icon={<RotateCw size={14} aria-hidden />}
      busy={busy}
      onClick={press}
    >
      Try again
    </Button>
  );
}
