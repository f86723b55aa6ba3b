import { Folder, FolderOpen } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { ask } from '../../app/index.ts';
import { Button, cx, Field, sayFailed } from '../../ui/index.ts';
import styles from './path-field.module.css';
import { useCompletion } from './use-completion.ts';

interface PathFieldProps {
  readonly value: string;
  readonly onChange: (path: string) => void;
  readonly onBlur: () => void;
  /** Told when the list opens or closes: Esc then closes it and nothing else. */
  readonly onList: (open: boolean) => void;
  readonly error: string | undefined;
  readonly hint: ReactNode;
}

/** A folder: typed with completion, or picked; dropping one anywhere in the window fills it too. */
export function PathField({ value, onChange, onBlur, onList, error, hint }: PathFieldProps): ReactNode {
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const completion = useCompletion(value, open);
  const entries = completion?.entries ?? [];
  const shown = open && entries.length > 0;
  const optionId = (index: number) => `${listId}-${index}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list starts without a choice
  useEffect(() => setActive(-1), [completion?.folder, entries.length]);
  useEffect(() => onList(shown), [onList, shown]);
  useEffect(() => {
    if (active >= 0) document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, listId]);

  const choose = (path: string, goOn: boolean) => {
    onChange(goOn ? `${path}${path.includes('\\') ? '\\' : '/'}` : path);
    setOpen(goOn);
    input.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!shown) return setOpen(true);
      const by = event.key === 'ArrowDown' ? 1 : -1;
      return setActive((active + by + entries.length + (active === -1 && by === -1 ? 1 : 0)) % entries.length);
    }
    const picked = shown ? entries[active] : undefined;
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      // A path is typed in parts: Enter takes one and starts no build.
      event.preventDefault();
      if (picked !== undefined) choose(picked.path, false);
      else setOpen(false);
    }
    if (!shown) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      setOpen(false);
    } else if (
      event.key === 'Tab' &&
      !event.shiftKey &&
      (picked !== undefined || (entries.length === 1 && !/[\\/]$/.test(value)))
    ) {
      const only = picked ?? entries[0];
      if (only === undefined || only.path === value) return;
      event.preventDefault();
      choose(only.path, true);
    }
  };

  const pick = async () => {
    const reply = await ask('app.pick-folder', { from: value });
    if (!reply.ok) sayFailed(reply.failure);
    else if (reply.value.path !== '') onChange(reply.value.path);
  };

  return (
    <Field label="Folder" hint={hint} error={error}>
      {(facts) => (
        <div className={styles.row}>
          <div className={styles.holder}>
            <div className={cx(styles.box, error !== undefined && styles.wrong)}>
              <FolderOpen size={16} aria-hidden className={styles.icon} />
              <input
                ref={input}
                // biome-ignore lint/a11y/noAutofocus: the sheet was opened to name a folder, so typing starts here
                autoFocus={value === ''}
                type="text"
                role="combobox"
                aria-expanded={shown}
                aria-controls={shown ? listId : undefined}
                aria-autocomplete="list"
                aria-activedescendant={shown && active >= 0 ? optionId(active) : undefined}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                placeholder="Path of a folder with a Dockerfile"
                value={value}
                onChange={(event) => {
                  setOpen(true);
                  onChange(event.target.value);
                }}
                onKeyDown={onKeyDown}
                onBlur={() => {
                  setOpen(false);
                  onBlur();
                }}
                {...facts}
                className={styles.input}
              />
            </div>
            {shown ? (
              <div id={listId} className={styles.list} role="listbox" aria-label="Folders">
                {entries.map((entry, index) => (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the text field handles the keys
                  // biome-ignore lint/a11y/useFocusableInteractive: the text field has the focus and names the active option
                  <div
                    key={entry.path}
                    id={optionId(index)}
                    role="option"
                    aria-selected={index === active}
                    className={cx(styles.option, index === active && styles.active)}
                    onPointerDown={(event) => event.preventDefault()}
                    onClick={() => choose(entry.path, true)}
                  >
                    <Folder size={14} aria-hidden />
                    <span className={styles.name}>{entry.name}</span>
                  </div>
                ))}
                {completion?.more === true ? <p className={styles.more}>There are more: type on.</p> : null}
              </div>
            ) : null}
          </div>
          <Button onClick={() => void pick()}>Choose</Button>
        </div>
      )}
    </Field>
  );
}
