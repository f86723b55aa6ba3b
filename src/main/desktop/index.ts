export { registerAppScheme, serveApp } from './app-protocol.ts';
export { electronTransport } from './ipc-transport.ts';
export { MainWindow } from './main-window.ts';
export { installMenu } from './menu.ts';
export { type Native, nativeOf } from './native.ts';
export { QuitGuard } from './quit-guard.ts';
export { lockDown } from './security.ts';
