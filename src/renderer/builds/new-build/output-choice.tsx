import { HardDriveDownload, Layers } from 'lucide-react';
import type { ReactNode } from 'react';
import { noOutputWarning } from '../../../shared/actions/index.ts';
import { engineName, useEngine } from '../../app/index.ts';
import { Button, Notice, RadioCards } from '../../ui/index.ts';
import type { NewBuildForm } from './form.ts';
import styles from './new-build.module.css';

interface OutputChoiceProps {
  readonly value: NewBuildForm['output'];
  readonly builder: string;
  readonly onChange: (output: NewBuildForm['output']) => void;
}

/** An image in Docker, or nothing but the cache, which is said in so many words. */
export function OutputChoice({ value, builder, onChange }: OutputChoiceProps): ReactNode {
  const engine = useEngine();
  const name = engineName(engine.context, engine.item?.host);
  const here = name === 'This computer';
  const state = engine.item?.state;
  const version = state?.kind === 'up' ? ` (Engine ${state.facts.version})` : '';
  return (
    <div className={styles.section}>
      <h3 className={styles.heading}>What should come out?</h3>
      <RadioCards
        label="What should come out?"
        value={value}
        onChange={(next) => onChange(next === 'load' ? 'load' : 'cache-only')}
        cards={[
          {
            value: 'load',
            title: here ? 'An image on this computer' : `An image in Docker on ${name}`,
            hint: state?.kind === 'up' ? `Ready to run with Docker${version}` : 'Ready to run with Docker',
            aside: <HardDriveDownload size={16} aria-hidden />,
            ...(state?.kind === 'down' ? { off: `Docker on ${here ? 'this computer' : name} does not answer.` } : {}),
          },
          {
            value: 'cache-only',
            title: 'Nothing but the cache',
            hint: 'To see whether it builds, or to warm the cache',
            aside: <Layers size={16} aria-hidden />,
          },
        ]}
      />
      {value === 'cache-only' ? (
        <Notice
          look="amber"
          title="Nothing will come out"
          actions={
            <Button
              size="row"
              onClick={() => onChange('load')}
              off={state?.kind === 'down' ? 'Docker does not answer.' : undefined}
            >
              {here ? 'Put an image on this computer' : `Put an image in Docker on ${name}`}
            </Button>
          }
        >
          <p>{noOutputWarning(builder === '' ? 'the builder' : builder).replace(/^Nothing will come out\. /, '')}</p>
        </Notice>
      ) : null}
    </div>
  );
}
