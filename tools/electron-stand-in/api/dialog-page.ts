import type { Listing, OpenOptions } from './dialog.ts';

const style = `
  :root { color-scheme: light dark; font: 14px/1.4 system-ui, 'DejaVu Sans', sans-serif; }
  body { margin: 0; }
  main { padding: 12px; height: 100vh; box-sizing: border-box; display: grid; gap: 8px; grid-template-rows: auto auto 1fr auto; }
  h1 { font-size: 16px; margin: 0; }
  label { display: flex; gap: 8px; align-items: center; }
  input { flex: 1; font: inherit; padding: 4px 8px; }
  ul { margin: 0; padding: 4px; overflow: auto; list-style: none; border: 1px solid GrayText; }
  li { padding: 3px 8px; white-space: pre; }
  li[aria-selected='true'] { background: Highlight; color: HighlightText; }
  .foot { display: flex; gap: 8px; justify-content: flex-end; align-items: center; }
  .foot p { flex: 1; margin: 0; }
  button { font: inherit; padding: 4px 16px; }
`;

/** The page of the folder list. Arrow keys walk, Enter or Right goes in, Backspace or Left goes up, Escape cancels. */
export function dialogPage(options: OpenOptions, files: boolean): string {
  const text = (value: string) => value.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const title = text(options.title ?? (files ? 'Open' : 'Choose a folder'));
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${style}</style></head><body><main>
    <h1>${title}</h1>
    <label>Path <input id="path" spellcheck="false" autocomplete="off"></label>
    <ul id="list" role="listbox" tabindex="0" aria-label="Folders"></ul>
    <div class="foot"><p id="error" role="status"></p><button id="cancel">Cancel</button>
    <button id="choose">${text(options.buttonLabel ?? 'Choose')}</button></div></main>
    <script>(${runDialog})(${files});</script></body></html>`;
}

/** Runs in the page. */
function runDialog(files: boolean): void {
  const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
  const [path, list, error] = [element<HTMLInputElement>('path'), element<HTMLUListElement>('list'), element('error')];
  const world = window as unknown as { standInDialog(text: string): void; standInShow(listing: Listing): void };
  const tell = (message: object) => world.standInDialog(JSON.stringify(message));
  let listing: Listing = { path: '/', parent: '/', entries: [], error: '' };
  let at = -1;
  let held = false;
  let last: object | undefined;

  /** The last word: the window goes by it, so it waits until the key that said it is up again. */
  function end(message: object): void {
    if (held) last = message;
    else tell(message);
  }
  document.addEventListener(
    'keydown',
    () => {
      held = true;
    },
    true,
  );
  document.addEventListener('keyup', () => {
    held = false;
    if (last !== undefined) tell(last);
  });

  function select(index: number): void {
    at = Math.max(-1, Math.min(index, listing.entries.length - 1));
    for (const [place, item] of [...list.children].entries()) {
      item.setAttribute('aria-selected', String(place === at));
      if (place === at) item.scrollIntoView({ block: 'nearest' });
    }
    if (at < 0) list.removeAttribute('aria-activedescendant');
    else list.setAttribute('aria-activedescendant', `entry-${at}`);
    path.value = listing.entries[at]?.path ?? listing.path;
  }
  const enter = () => {
    const entry = listing.entries[at];
    if (entry?.folder) tell({ list: entry.path });
    else if (entry !== undefined) end({ choose: entry.path });
  };
  world.standInShow = (next) => {
    listing = next;
    error.textContent = next.error;
    const items = next.entries.map((entry, place) => {
      const item = document.createElement('li');
      Object.assign(item, {
        id: `entry-${place}`,
        role: 'option',
        textContent: entry.folder ? `${entry.name}/` : entry.name,
      });
      item.onclick = () => select(place);
      item.ondblclick = enter;
      return item;
    });
    list.replaceChildren(...items);
    select(-1);
    list.focus();
  };
  list.onkeydown = (event) => {
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: Math.max(0, at - 1),
      Home: 0,
      End: listing.entries.length - 1,
    };
    const next = moves[event.key];
    if (next !== undefined) select(next);
    else if (event.key === 'Enter' || event.key === 'ArrowRight') enter();
    else if (event.key === 'Backspace' || event.key === 'ArrowLeft') tell({ list: listing.parent });
    else if (event.key.length === 1 && !event.ctrlKey && !event.altKey) {
      const wanted = event.key.toLowerCase();
      const order = [...listing.entries.keys()].map((place) => (place + at + 1) % listing.entries.length);
      select(order.find((place) => listing.entries[place]?.name.toLowerCase().startsWith(wanted)) ?? at);
    } else return;
    event.preventDefault();
  };
  path.onkeydown = (event) => {
    if (event.key === 'Enter') tell({ list: path.value });
  };
  element('choose').onclick = () => {
    const entry = listing.entries[at];
    if (entry === undefined && files) error.textContent = 'Choose a file first.';
    else end({ choose: path.value });
  };
  element('cancel').onclick = () => end({ cancel: true });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') end({ cancel: true });
  });
}
