import { type ReactNode, useEffect, useState } from 'react';
import type { Failure } from '../../shared/contract/index.ts';
import { Button, FailureNotice } from '../ui/index.ts';
import { ask } from './bridge.ts';
import styles from './engine-banner.module.css';

/** Over every page until it is read: what Slipway cannot keep, where, and what to do. */
export function DataBanner(): ReactNode {
  const [trouble, setTrouble] = useState<Failure>();
  useEffect(() => {
    let gone = false;
    void ask('app.facts', {}).then((reply) => {
      if (!gone && reply.ok) setTrouble(reply.value.dataTrouble);
    });
    return () => {
      gone = true;
    };
  }, []);
  if (trouble === undefined) return null;
  return (
    <div className={styles.banner}>
      <FailureNotice
        live
        look="amber"
        failure={trouble}
        actions={
          <Button size="row" onClick={() => setTrouble(undefined)}>
            Got it
          </Button>
        }
      />
    </div>
  );
}
