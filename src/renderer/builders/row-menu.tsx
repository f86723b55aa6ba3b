import { Ellipsis, Hammer, Play, ScanSearch, Square, Star, Terminal, Trash2 } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import type { BuilderItem } from '../../shared/contract/index.ts';
import { navigate, openOverlay } from '../app/index.ts';
import { Button, IconButton, Menu, type MenuEntry, useKeptFocus } from '../ui/index.ts';
import { builderActions, copyCommand } from './actions.ts';
import styles from './row-menu.module.css';
import { failureOfBuilder } from './words.ts';

const ICON = { size: 15, 'aria-hidden': true } as const;

/** Entries of a builder's menu; what cannot be done now says why. */
export function builderEntries(builder: BuilderItem): readonly MenuEntry[] {
  const { start, stop, use, remove } = builderActions(builder);
  const name = builder.name;
  return [
    {
      kind: 'action',
      id: 'build',
      label: 'Build here',
      icon: <Hammer {...ICON} />,
      run: () => openOverlay({ kind: 'new-build', builder: name }),
    },
    { kind: 'line', id: 'line-1' },
    stop.off === undefined
      ? { kind: 'action', id: 'stop', label: 'Stop', icon: <Square {...ICON} />, run: stop.run }
      : { kind: 'action', id: 'start', label: 'Start', icon: <Play {...ICON} />, off: start.off, run: start.run },
    { kind: 'action', id: 'use', label: 'Make current', icon: <Star {...ICON} />, off: use.off, run: use.run },
    {
      kind: 'action',
      id: 'inspect',
      label: 'Inspect',
      icon: <ScanSearch {...ICON} />,
      run: () => navigate({ kind: 'builder', name }),
    },
    { kind: 'line', id: 'line-2' },
    ...commandEntries(builder),
    { kind: 'line', id: 'line-3' },
    {
      kind: 'action',
      id: 'remove',
      label: 'Remove',
      icon: <Trash2 {...ICON} />,
      danger: true,
      off: remove.off,
      run: remove.run,
    },
  ];
}

/** The command line twins of what the menu begins at once; the others print theirs in their sheet or question. */
function commandEntries({ name, driver, status }: BuilderItem): readonly MenuEntry[] {
  const power = status === 'running' ? 'stop' : 'start';
  const icon = <Terminal {...ICON} />;
  const copy = (id: string, label: string, action: Parameters<typeof copyCommand>[0]): MenuEntry => ({
    kind: 'action',
    id: `copy-${id}`,
    label,
    icon,
    run: () => void copyCommand(action),
  });
  return [
    copy('use', 'Copy the command to make it current', { kind: 'use-builder', name }),
    ...(driver === 'docker-container'
      ? [copy(power, `Copy the command to ${power} it`, { kind: `${power}-builder`, name })]
      : []),
  ];
}

/** The right end of a builder's row: what it needs most, what hover and focus show, and the menu. */
export function RowActions({ builder }: { readonly builder: BuilderItem }): ReactNode {
  const { start, stop, use } = builderActions(builder);
  const doing = builder.operation?.kind;
  const actions = useRef<HTMLDivElement>(null);
  // Start is gone once the builder runs.
  useKeptFocus(() => actions.current?.querySelector<HTMLElement>('[aria-haspopup="menu"]'), actions);
  return (
    <div ref={actions} className={styles.actions}>
      <div className={styles.hover}>
        {stop.off === undefined || doing === 'stopping' ? (
          <Button size="row" busy={doing === 'stopping'} onClick={stop.run} aria-label={`Stop ${builder.name}`}>
            Stop
          </Button>
        ) : null}
        {builder.status === 'error' ? null : (
          <Button
            size="row"
            onClick={() => openOverlay({ kind: 'new-build', builder: builder.name })}
            aria-label={`Build here, with ${builder.name}`}
          >
            Build here
          </Button>
        )}
        {use.off === undefined && builder.status !== 'error' ? (
          <Button size="row" onClick={use.run} aria-label={`Make current: ${builder.name}`}>
            Make current
          </Button>
        ) : null}
      </div>
      {start.off === undefined || doing === 'starting' ? (
        <Button size="row" busy={doing === 'starting'} onClick={start.run} aria-label={`Start ${builder.name}`}>
          Start
        </Button>
      ) : null}
      {builder.status === 'error' && failureOfBuilder(builder) !== undefined ? (
        <Button
          size="row"
          onClick={() => navigate({ kind: 'builder', name: builder.name })}
          aria-label={`Why? ${builder.name} does not answer`}
        >
          Why?
        </Button>
      ) : null}
      <Menu
        entries={builderEntries(builder)}
        trigger={
          <IconButton
            hint={false}
            size="row"
            label={`More for ${builder.name}`}
            icon={<Ellipsis size={16} aria-hidden />}
          />
        }
      />
    </div>
  );
}
