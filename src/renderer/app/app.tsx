import { type ReactNode, useEffect } from 'react';
import { ClipboardContext, PopUps, Toasts, TooltipProvider } from '../ui/index.ts';
import { Announcer } from './announcer.tsx';
import { bridge, request } from './bridge.ts';
import { listenForKeys } from './keys.ts';
import { isComposing, navigate, navigation, openOverlay } from './navigation.ts';
import { askToQuit, QuitDialog } from './quit-dialog.tsx';
import { Shell } from './shell.tsx';

const copyText = (text: string) => request('app.copy', { text }).then(() => undefined);

/** All of the page. */
export function App(): ReactNode {
  useEffect(() => listenForKeys(document), []);
  useEffect(listenForCommands, []);
  return (
    <ClipboardContext value={copyText}>
      <TooltipProvider delayDuration={500} skipDelayDuration={200}>
        <PopUps>
          <Shell />
          <QuitDialog />
        </PopUps>
        <Toasts />
        <Announcer />
      </TooltipProvider>
    </ClipboardContext>
  );
}

/** What a menu, a deep link or a dropped file asks for. */
function listenForCommands(): () => void {
  return bridge().onCommand((command) => {
    if (command.kind === 'confirm-quit') return askToQuit(command.builds);
    if (isComposing(navigation.getState().overlay)) return;
    switch (command.kind) {
      case 'show':
        return navigate({ kind: command.page });
      case 'new-builder':
        return openOverlay({ kind: 'new-builder' });
      case 'new-build':
        return openOverlay({ kind: 'new-build', ...(command.path === undefined ? {} : { path: command.path }) });
      case 'open-build':
        return navigate({ kind: 'build', key: command.key });
    }
  });
}
