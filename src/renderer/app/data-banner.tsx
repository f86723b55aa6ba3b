import { type ReactNode, useState } from 'react';
import { Button, FailureNotice } from '../ui/index.ts';
import { useAppFacts } from './app-facts.ts';
import styles from './engine-banner.module.css';

/** Over every page until it is read: what Slipway cannot keep, where, and what to do. */
export function DataBanner(): ReactNode {
  const trouble = useAppFacts()?.dataTrouble;
  const [read, setRead] = useState(false);
  if (trouble === undefined || read) return null;
  return (
    <div className={styles.banner}>
      <FailureNotice
        live
        look="amber"
        failure={trouble}
        actions={
          <Button size="row" onClick={() => setRead(true)}>
            Got it
          </Button>
        }
      />
    </div>
  );
}
