import type { ReactNode } from 'react';
import { Kbd, keysHere, Sheet, Switch } from '../ui/index.ts';
import { setSingleLetters, useKeyRegistry } from './keys.ts';
import styles from './keys-sheet.module.css';

/** All keys that do something now, by group. */
export function KeysSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { bindings, singleLetters } = useKeyRegistry();
  const groups = Map.groupBy(bindings, (binding) => binding.group);
  return (
    <Sheet
      open
      kind="side"
      title="Keys"
      sentence="What works here and now."
      onClose={onClose}
      footer={<Switch label="Keys without Ctrl or Alt" checked={singleLetters} onChange={setSingleLetters} />}
    >
      {[...groups].map(([group, list]) => (
        <section key={group} className={styles.group}>
          <h3 className={styles.head}>{group}</h3>
          <dl className={styles.list}>
            {list.map((binding) => (
              <div key={binding.keys} className={styles.row}>
                <dt>{binding.what}</dt>
                <dd className={styles.keys}>
                  {keysHere(binding.keys)
                    .split(' ')
                    .map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Sheet>
  );
}
