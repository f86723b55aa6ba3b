import { EventEmitter } from 'node:events';
import { guard, sayOnce } from './guard.ts';
import { type CheckHandler, Permissions, type RequestHandler } from './permissions.ts';
import type { ProtocolModule } from './protocol.ts';

/** Electron's Session. There is one profile, so every partition is the default one. */
class Session extends EventEmitter {
  readonly protocol: ProtocolModule;
  readonly permissions = new Permissions();
  readonly webRequest = ignoring('session.webRequest', [
    ...[
      'onBeforeRequest',
      'onBeforeSendHeaders',
      'onSendHeaders',
      'onHeadersReceived',
      'onResponseStarted',
      'onBeforeRedirect',
    ],
    ...['onCompleted', 'onErrorOccurred'],
  ]);

  constructor(protocol: ProtocolModule) {
    super();
    this.protocol = protocol;
  }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.permissions.requestHandler = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.permissions.checkHandler = handler;
  }

  isPersistent(): boolean {
    return true;
  }

  async clearCache(): Promise<void> {
    sayOnce('session.clearCache does nothing: the profile is new at every start');
  }

  async clearStorageData(): Promise<void> {
    sayOnce('session.clearStorageData does nothing: the profile is new at every start');
  }
}

for (const name of ['setDevicePermissionHandler', 'setDisplayMediaRequestHandler', 'setUSBProtectedClassesHandler']) {
  Object.defineProperty(Session.prototype, name, {
    value: () => sayOnce(`session.${name} is accepted and does nothing`),
  });
}
for (const name of ['setSpellCheckerEnabled', 'setSpellCheckerLanguages', 'setCertificateVerifyProc', 'setUserAgent']) {
  Object.defineProperty(Session.prototype, name, {
    value: () => sayOnce(`session.${name} is accepted and does nothing`),
  });
}

function ignoring(name: string, methods: readonly string[]): Record<string, () => void> {
  return Object.fromEntries(
    methods.map((method) => [method, () => sayOnce(`${name}.${method} is accepted and does nothing`)]),
  );
}

export type { Session };

/** Electron's `session` module. */
export class SessionModule {
  readonly defaultSession: Session;

  constructor(protocol: ProtocolModule) {
    this.defaultSession = guard('session', new Session(protocol));
  }

  fromPartition(): Session {
    return this.defaultSession;
  }
}
