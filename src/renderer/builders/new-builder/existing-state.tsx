import type { ReactNode } from 'react';
import type { CreateBuilder } from '../../../shared/actions/index.ts';
import type { StateVolume, VolumeSize } from '../../../shared/contract/index.ts';
import { ago, listed, useNow } from '../../app/index.ts';
import { Button, Notice, RadioCards, StatusGlyph } from '../../ui/index.ts';
import { sizeWords } from '../use-sizes.ts';
import styles from './new-builder.module.css';

type Choice = CreateBuilder['existingState'];

interface ExistingStateProps {
  readonly name: string;
  readonly volumes: readonly StateVolume[];
  readonly sizes: Readonly<Record<string, VolumeSize>>;
  readonly value: Choice;
  readonly onChange: (choice: Choice) => void;
  readonly onOtherName: () => void;
  readonly error: string | undefined;
}

/** Build state of this name is there already: use it, start empty, or take another name. Nothing is chosen for anybody. */
export function ExistingState(props: ExistingStateProps): ReactNode {
  const { name, volumes, sizes, value, onChange, onOtherName, error } = props;
  const now = useNow(5000);
  const users = volumes.flatMap((volume) => volume.usedBy);
  const measured = volumes.every((volume) => sizes[volume.name] !== undefined);
  const facts = volumes.map(
    (volume) => `${volume.name}, ${sizeWords(sizes[volume.name])}, made ${ago(volume.createdAt, now)}`,
  );
  const unknown = volumes.flatMap((volume) => {
    const size = sizes[volume.name];
    return size?.kind === 'unknown' ? [size.reason] : [];
  });
  return (
    <Notice look="amber" live title={`There is build state of a builder ${name} already`}>
      <ul className={styles.volumes}>
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      {unknown.length === 0 ? null : <p className={styles.quiet}>{unknown.join(' ')}</p>}
      {users.length === 0 ? null : <p>It is in use now by {listed(users)}.</p>}
      <div className={styles.choices}>
        <RadioCards
          label="What happens with the build state that is there"
          value={value === 'ask' ? '' : value}
          onChange={(next) => onChange(next as Choice)}
          cards={[
            { value: 'use', title: 'Use it', hint: 'The new builder finds its cache and its build records.' },
            {
              value: 'empty',
              title: 'Start empty',
              hint: `Deletes ${listed(volumes.map((volume) => `${volume.name} (${sizeWords(sizes[volume.name])})`))} before the builder is made. This cannot be undone.`,
              off: !measured
                ? 'Its size is being measured, so that you can see what would be deleted.'
                : users.length > 0
                  ? 'It is in use and cannot be deleted.'
                  : undefined,
            },
          ]}
        />
        <Button size="row" onClick={onOtherName}>
          Take another name
        </Button>
      </div>
      {error === undefined ? null : (
        <p role="alert" className={styles.error}>
          <StatusGlyph status="failed" size={14} silent />
          {error}
        </p>
      )}
    </Notice>
  );
}
