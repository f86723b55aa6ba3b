import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import { connectEngine } from './engine.ts';
import { environmentOf } from './environment.ts';
import type { Engine, EngineSignal } from './types-engine.ts';

/** The Engine's own events, through a door that the test can shut: a gap as a restart or a suspended laptop makes it. */
const PREFIX = `slipway-events-itg-${randomBytes(3).toString('hex')}-`;
const bed = testbed();
const environment = environmentOf({ env: bed.environment(), home: '/nonexistent', platform: process.platform });
const direct = connectEngine({ kind: 'socket', path: bed.socketPath }, environment);
let door: Door;
let engine: Engine;
let stop: AbortController;

beforeAll(async () => {
  await direct.images.pull('busybox:latest');
  door = openDoor(join(await bed.freshFolder('events'), 'door.sock'));
  await door.open();
});
afterEach(() => {
  stop.abort();
  engine.close();
});
afterAll(async () => {
  for (const { name } of await direct.volumes.list({ namePrefix: PREFIX })) await direct.volumes.remove(name);
  for (const { name } of await direct.containers.list({ namePrefix: PREFIX })) {
    await direct.containers.remove(name, { force: true });
  }
  door.shut();
  direct.close();
  await bed.dispose();
});

interface Door {
  readonly path: string;
  /** Connections that went through since the last time it was asked. */
  passed(): number;
  open(): Promise<void>;
  shut(): void;
}

function openDoor(path: string): Door {
  const sockets = new Set<net.Socket>();
  let count = 0;
  let server: net.Server | undefined;
  return {
    path,
    passed: () => count,
    async open() {
      await rm(path, { force: true });
      const opened = net.createServer((socket) => {
        count += 1;
        const inner = net.connect(bed.socketPath);
        for (const end of [socket, inner]) sockets.add(end.on('error', () => {}));
        socket.pipe(inner).pipe(socket);
      });
      server = opened;
      await new Promise<void>((resolve) => opened.listen(path, resolve));
    },
    shut() {
      server?.close();
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
  };
}

/** What one listener was told; other tests' things on the shared Engine are left out. */
function listen(): string[] {
  const told: string[] = [];
  const note = (signal: EngineSignal) => {
    if (signal.kind === 'event') {
      const { type, action, name } = signal.event;
      if (name.startsWith(PREFIX)) told.push(`${type} ${action} ${name.slice(PREFIX.length)}`);
    } else told.push(signal.kind);
  };
  engine.follow(note, { signal: stop.signal });
  return told;
}

function start(): void {
  stop = new AbortController();
  engine = connectEngine({ kind: 'socket', path: door.path }, environment);
}
const until = (told: readonly string[], wanted: string) =>
  vi.waitFor(() => expect(told).toContain(wanted), { timeout: 30_000, interval: 20 });

describe('the event stream', () => {
  it('says re-list first, then what happens, but not our own exec calls', async () => {
    start();
    const told = listen();
    await until(told, 're-list');
    const name = `${PREFIX}c`;
    await direct.containers.create(name, { Image: 'busybox:latest', Cmd: ['sleep', '60'] });
    await direct.containers.start(name);
    await direct.containers.exec(name, ['true']);
    await direct.containers.remove(name, { force: true });
    await until(told, 'container destroy c');
    expect(told.filter((what) => !what.includes('re-list'))).toEqual([
      'container create c',
      'container start c',
      'container kill c',
      'container die c',
      'container destroy c',
    ]);
  });

  it('is one for all who listen', async () => {
    start();
    const first = listen();
    await until(first, 're-list');
    const before = door.passed();
    const second = listen();
    await until(second, 're-list');
    await direct.volumes.create(`${PREFIX}shared`);
    await until(first, 'volume create shared');
    await until(second, 'volume create shared');
    expect(door.passed()).toBe(before);
  });

  it('outlives a loss: told once, then re-list, and nothing lost or told twice', async () => {
    start();
    const told = listen();
    await until(told, 're-list');
    await direct.volumes.create(`${PREFIX}before`);
    await until(told, 'volume create before');
    door.shut();
    await until(told, 'lost');
    await direct.volumes.create(`${PREFIX}during`);
    const late = listen();
    await until(late, 'lost');
    // Long enough for more than one vain try.
    await vi.waitFor(() => expect(told).toContain('lost'));
    await door.open();
    await until(told, 'volume create during');
    await direct.volumes.create(`${PREFIX}after`);
    await until(told, 'volume create after');
    expect(told).toEqual([
      're-list',
      'volume create before',
      'lost',
      're-list',
      'volume create during',
      'volume create after',
    ]);
    expect(late.slice(0, 2)).toEqual(['lost', 're-list']);
  });

  it('is not ended when the Engine is asked anew who it is', async () => {
    start();
    const told = listen();
    await until(told, 're-list');
    await engine.info({ refresh: true });
    await direct.volumes.create(`${PREFIX}anew`);
    await until(told, 'volume create anew');
    expect(told).toEqual(['re-list', 'volume create anew']);
  });

  it('ends with its last listener', async () => {
    start();
    const told = listen();
    await until(told, 're-list');
    stop.abort();
    await direct.volumes.create(`${PREFIX}unheard`);
    start();
    const next = listen();
    await until(next, 're-list');
    expect(told).toEqual(['re-list']);
  });
});
