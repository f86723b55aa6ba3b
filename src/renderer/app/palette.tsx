import { Command } from 'cmdk';
import { Hammer, Keyboard, ListTree, Package, Play, Plus, RotateCw, Square, Star } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { builderActions, RunningGlyph } from '../builders/index.ts';
import { Kbd, keysHere, useReturnFocus } from '../ui/index.ts';
import { ask } from './bridge.ts';
import { navigate, openOverlay } from './navigation.ts';
import styles from './palette.module.css';
import { useTopic } from './topics.ts';

const ICON = { size: 15, 'aria-hidden': true } as const;

/** Everything that can be gone to or done from anywhere, found by typing. */
export function Palette({ onClose }: { readonly onClose: () => void }): ReactNode {
  const builders = Object.values(useTopic('builders').items);
  const running = Object.values(useTopic('builds').items).filter((build) => build.status === 'running');
  const returnFocus = useReturnFocus();
  const then = (run: () => void) => () => {
    onClose();
    run();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.scrim} />
        <Dialog.Content className={styles.palette} aria-describedby={undefined} onCloseAutoFocus={returnFocus}>
          <Dialog.Title className="type-spoken">Go to or do something</Dialog.Title>
          <Command label="Go to or do something" loop>
            <Command.Input placeholder="Type a page, a builder or an action" className={styles.input} autoFocus />
            <Command.List className={styles.list} label="Places and actions">
              <Command.Empty className={styles.empty}>Nothing here has that name.</Command.Empty>
              <Command.Group heading="Go to" className={styles.group}>
                <Entry
                  icon={<ListTree {...ICON} />}
                  label="Builds"
                  keys="Ctrl 1"
                  run={then(() => navigate({ kind: 'builds' }))}
                />
                <Entry
                  icon={<Package {...ICON} />}
                  label="Builders"
                  keys="Ctrl 2"
                  run={then(() => navigate({ kind: 'builders' }))}
                />
                {running.map((build) => (
                  <Entry
                    key={build.key}
                    id={build.key}
                    icon={<RunningGlyph build={build} size={15} />}
                    label={`Watch ${build.name} on ${build.builder}`}
                    run={then(() => navigate({ kind: 'build', key: build.key }))}
                  />
                ))}
              </Command.Group>
              <Command.Group heading="Do" className={styles.group}>
                <Entry
                  icon={<Plus {...ICON} />}
                  label="New builder"
                  keys="Ctrl N"
                  run={then(() => openOverlay({ kind: 'new-builder' }))}
                />
                <Entry
                  icon={<Hammer {...ICON} />}
                  label="New build"
                  keys="Ctrl B"
                  run={then(() => openOverlay({ kind: 'new-build' }))}
                />
                <Entry
                  icon={<RotateCw {...ICON} />}
                  label="Look for Engines again"
                  run={then(() => void ask('engines.retry', {}))}
                />
                <Entry
                  icon={<Keyboard {...ICON} />}
                  label="All keys"
                  keys="?"
                  run={then(() => openOverlay({ kind: 'keys' }))}
                />
              </Command.Group>
              {builders.length === 0 ? null : (
                <Command.Group heading="Builders" className={styles.group}>
                  {builders.map((builder) => {
                    const { start, stop, use } = builderActions(builder);
                    return [
                      <Entry
                        key={builder.name}
                        id={`open ${builder.name}`}
                        icon={<Package {...ICON} />}
                        label={`Open ${builder.name}`}
                        run={then(() => navigate({ kind: 'builder', name: builder.name }))}
                      />,
                      start.off === undefined ? (
                        <Entry
                          key={`start ${builder.name}`}
                          icon={<Play {...ICON} />}
                          label={`Start ${builder.name}`}
                          run={then(start.run)}
                        />
                      ) : null,
                      stop.off === undefined ? (
                        <Entry
                          key={`stop ${builder.name}`}
                          icon={<Square {...ICON} />}
                          label={`Stop ${builder.name}`}
                          run={then(stop.run)}
                        />
                      ) : null,
                      use.off === undefined ? (
                        <Entry
                          key={`use ${builder.name}`}
                          icon={<Star {...ICON} />}
                          label={`Make ${builder.name} current`}
                          run={then(use.run)}
                        />
                      ) : null,
                    ];
                  })}
                </Command.Group>
              )}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface EntryProps {
  readonly id?: string;
  readonly icon?: ReactNode;
  readonly label: string;
  readonly keys?: string;
  readonly run: () => void;
}

function Entry({ id, icon, label, keys, run }: EntryProps): ReactNode {
  return (
    <Command.Item value={id === undefined ? label : `${label} ${id}`} onSelect={run} className={styles.item}>
      <span className={styles.icon}>{icon}</span>
      <span className={styles.label}>{label}</span>
      {keys === undefined ? null : <Kbd>{keysHere(keys)}</Kbd>}
    </Command.Item>
  );
}
