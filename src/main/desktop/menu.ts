import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { AppCommand } from '../../shared/contract/index.ts';

/** The application menu: every command with its key, as each platform orders it. */
export function installMenu(run: (command: AppCommand) => void): void {
  const mac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: 'New Build…', accelerator: 'CmdOrCtrl+B', click: () => run({ kind: 'new-build' }) },
        { label: 'New Builder…', accelerator: 'CmdOrCtrl+N', click: () => run({ kind: 'new-builder' }) },
        { type: 'separator' },
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { label: 'Builds', accelerator: 'CmdOrCtrl+1', click: () => run({ kind: 'show', page: 'builds' }) },
        { label: 'Builders', accelerator: 'CmdOrCtrl+2', click: () => run({ kind: 'show', page: 'builders' }) },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
