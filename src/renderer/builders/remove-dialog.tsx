import { type ReactNode, useState } from 'react';
import { cliTwin, type RemoveBuilder } from '../../shared/actions/index.ts';
import type { BuilderItem } from '../../shared/contract/index.ts';
import { count, useTopic, useTopicItem } from '../app/index.ts';
import { Button, CliStrip, Dialog, Notice, RadioCards } from '../ui/index.ts';
import { removeBuilder } from './actions.ts';
import { runningOn } from './builds-of.ts';
import styles from './dialogs.module.css';
import { useActionFacts } from './use-action-facts.ts';
import { amount, sizeWords, useVolumeSizes } from './use-sizes.ts';

/** Removing a builder: keeping its build state is the default, and what goes is named with its size. */
export function RemoveDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }): ReactNode {
  const builder = useTopicItem('builders', name);
  const running = runningOn(builder ?? { name, nodes: [] }, Object.values(useTopic('builds').items));
  const facts = useActionFacts();
  const [keepState, setKeepState] = useState(true);
  const volumes = volumesOf(builder);
  const sizes = useVolumeSizes(volumes);
  const action: RemoveBuilder = { kind: 'remove-builder', name, keepState };
  const hasState = volumes.length > 0;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Remove ${name}?`}
      sentence={
        builder?.status === 'inactive'
          ? 'It has no container. It is taken off docker’s list of builders.'
          : 'Its container is stopped and removed, and it is taken off docker’s list of builders. Images that it built are not touched.'
      }
      confirm={
        <Button
          look="danger"
          onClick={() => {
            onClose();
            void removeBuilder(name, keepState);
          }}
        >
          {!hasState ? 'Remove' : keepState ? 'Remove, keep state' : `Remove and delete ${amount(volumes, sizes)}`}
        </Button>
      }
      cancel={
        <Button autoFocus onClick={onClose}>
          Keep {name}
        </Button>
      }
      strip={<CliStrip commandsFor={(shell) => cliTwin(action, facts, shell)} />}
    >
      {running.length === 0 ? null : (
        <Notice
          look="amber"
          title={`${count(running.length, 'build')} running on it ${running.length === 1 ? 'ends' : 'end'} as failed`}
        >
          <p>{running.map((build) => build.name).join(', ')}</p>
        </Notice>
      )}
      {builder?.current === true ? (
        <p className={styles.quiet}>
          It is the current builder. docker buildx falls back on the built-in one of this Docker context.
        </p>
      ) : null}
      {hasState ? (
        <RadioCards
          label="What happens to its build state"
          value={keepState ? 'keep' : 'delete'}
          onChange={(value) => setKeepState(value === 'keep')}
          cards={[
            {
              value: 'keep',
              title: 'Keep its build state',
              aside: <span className={styles.quiet}>{amount(volumes, sizes)}</span>,
              hint: 'A builder made anew under this name finds its cache and its build records again.',
            },
            {
              value: 'delete',
              title: 'Delete its build state too',
              hint: `${volumes.map(({ volume }) => `${volume} (${sizeWords(sizes[volume])})`).join(', ')} and every build record in it. This cannot be undone.`,
            },
          ]}
        />
      ) : null}
    </Dialog>
  );
}

function volumesOf(builder: BuilderItem | undefined) {
  return (builder?.nodes ?? []).flatMap((node) =>
    node.stateVolume === undefined ? [] : [{ endpoint: node.endpoint, volume: node.stateVolume }],
  );
}
