import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { ClientHttp2Session } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Packet_PacketType, PacketSchema, StatSchema } from '../gen/fsutil_pb.js';
import { frameMessage } from './grpc/framing.ts';
import { startSession } from './start-session.ts';
import { exportCall, type FakeDaemon, fakeDaemon } from './testing/fake-daemon.ts';
import type { BuildSession, SessionExport } from './types.ts';

/** A real session in its worker, and a daemon that ends its exports in ways that a real one cannot be brought to at will. */
let folder: string;
let daemon: FakeDaemon;
let session: BuildSession | undefined;
let lost: Promise<unknown>;
let engine: http.Server | undefined;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-results-'));
  mkdirSync(join(folder, 'out'));
  daemon = await fakeDaemon(join(folder, 'socket'));
});
afterEach(async () => {
  await session?.close();
  daemon.close();
  engine?.closeAllConnections();
  engine?.close();
  rmSync(folder, { recursive: true, force: true });
});

const out = (name: string) => join(folder, 'out', name);
const read = (name: string) => readFileSync(out(name), 'utf8');
const toFile = (name: string): SessionExport['to'] => ({ kind: 'file', path: out(name) });

async function start(...places: readonly SessionExport['to'][]): Promise<[BuildSession, ClientHttp2Session]> {
  const came = daemon.session();
  const { promise, resolve } = Promise.withResolvers<unknown>();
  lost = promise;
  const started = startSession({
    target: { kind: 'socket', path: join(folder, 'socket') },
    sharedKey: 'k',
    localDirs: {},
    onLost: resolve,
    exports: places.map((to, exporterIndex) => ({ exporterIndex, to })),
  });
  const client = await came;
  session = await started;
  return [session, client];
}

/** An Engine that answers an image that is loaded into it so. */
async function toEngine(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<SessionExport['to']> {
  engine = http.createServer(answer).listen(join(folder, 'engine'));
  await once(engine, 'listening');
  return { kind: 'engine-load', engine: { kind: 'socket', path: join(folder, 'engine') } };
}

describe('a file that came', () => {
  it('takes its place when the solve has succeeded', async () => {
    const [ours, client] = await start(toFile('a.tar'), toFile('b.tar'));
    writeFileSync(out('a.tar'), 'older');
    for (const index of [0, 1]) {
      const call = exportCall(client, index);
      call.send(`new ${index}`);
      expect(await call.end()).toEqual({ code: 0, message: '' });
    }
    expect(read('a.tar')).toBe('older');
    await ours.commit();
    expect([read('a.tar'), read('b.tar'), readdirSync(join(folder, 'out'))]).toEqual([
      'new 0',
      'new 1',
      ['a.tar', 'b.tar'],
    ]);
    expect([ours.failures(), ours.leftovers()]).toEqual([[], []]);
  });

  it('is discarded with a build that fails, though its stream ended well', async () => {
    const [ours, client] = await start(toFile('a.tar'), toFile('b.tar'));
    writeFileSync(out('a.tar'), 'older');
    const [torn, running] = [exportCall(client, 0), exportCall(client, 1)];
    running.send('on its way');
    torn.send('torn');
    expect((await torn.end()).code).toBe(0);
    await ours.close();
    expect([read('a.tar'), readdirSync(join(folder, 'out'))]).toEqual(['older', ['a.tar']]);
  });

  it('is kept though the session is lost, until it is known how the solve ended', async () => {
    const [ours, client] = await start(toFile('a.tar'));
    const call = exportCall(client, 0);
    call.send('whole');
    await call.end();
    client.destroy();
    await lost;
    expect(readdirSync(join(folder, 'out'))).toEqual([expect.stringMatching(/^\..*partial$/)]);
    await ours.commit();
    expect([read('a.tar'), ours.failures()]).toEqual(['whole', []]);
  });

  it('that cannot take its place is a failure, and what waits behind it is discarded', async () => {
    const [ours, client] = await start(toFile('a.tar'), toFile('b.tar'), toFile('c.tar'));
    for (const index of [0, 1, 2]) await exportCall(client, index).end();
    writeFileSync(out('c.tar'), 'older');
    mkdirSync(out('b.tar'));
    await ours.commit();
    expect(ours.causeOf(undefined)).toMatchObject({
      code: 'exporter-failed',
      detail: expect.stringContaining('b.tar'),
    });
    expect(ours.leftovers().map(({ meaning }) => meaning)).toEqual([expect.stringContaining('a.tar')]);
    expect([read('c.tar'), readdirSync(join(folder, 'out')).sort()]).toEqual(['older', ['a.tar', 'b.tar', 'c.tar']]);
  });

  it('is not taken for whole where another was broken off', async () => {
    const [ours, client] = await start(toFile('a.tar'), { kind: 'folder', path: out('files') });
    const broken = exportCall(client, 1);
    await once(broken.stream, 'response');
    broken.reset();
    await vi.waitFor(() => expect(ours.leftovers()).toHaveLength(1));
    await exportCall(client, 0).end();
    await ours.commit();
    expect(ours.failures()).toMatchObject([{ code: 'exporter-failed', detail: 'The daemon broke off the export.' }]);
    expect(readdirSync(join(folder, 'out'))).toEqual(['files']);
  });
});

describe('what is told as the reason', () => {
  it('is the export that failed here, and none that the daemon broke off because of it', async () => {
    const [ours, client] = await start(toFile('first.tar'), toFile('none/a.tar'), {
      kind: 'folder',
      path: out('files'),
    });
    const [first, failing, files] = [exportCall(client, 0), exportCall(client, 1), exportCall(client, 2)];
    first.send('on its way');
    const stat = create(StatSchema, { path: 'file', mode: 0o644 });
    const packet = toBinary(PacketSchema, create(PacketSchema, { type: Packet_PacketType.PACKET_STAT, stat }));
    files.stream.write(frameMessage(packet));
    await Promise.all([once(first.stream, 'response'), once(files.stream, 'response')]);
    expect(await failing.answer).toEqual({ code: 2, message: expect.stringContaining('ENOENT') });
    first.reset();
    files.reset();
    await vi.waitFor(() => expect(ours.leftovers()).toHaveLength(1));
    await ours.close();
    expect(ours.failures()).toMatchObject([{ detail: expect.stringContaining('none') }]);
    expect(ours.causeOf('failed to solve: EOF')).toBe(ours.causeOf(undefined));
    expect(ours.leftovers().map(({ meaning }) => meaning)).toEqual([expect.stringContaining('files')]);
    expect(readdirSync(join(folder, 'out'))).toEqual(['files']);
  });

  it("is BuildKit's own where the Engine complains of a torn archive", async () => {
    const place = await toEngine((request, response) => {
      request.resume().once('end', () => response.end('{"error":"unexpected EOF"}\n'));
    });
    const [ours, client] = await start(place);
    const call = exportCall(client, 0);
    call.send('torn');
    expect(await call.end()).toEqual({ code: 2, message: 'unexpected EOF' });
    expect(ours.failures()).toHaveLength(1);
    expect(ours.causeOf('failed to solve: cannot read layer')).toBeUndefined();
    expect(ours.causeOf('failed to solve: rpc error: code = Unknown desc = unexpected EOF')?.title).toBe(
      'The image could not be loaded into Docker.',
    );
  });

  it('is what the Engine says while the archive is on its way', async () => {
    const place = await toEngine((_request, response) => {
      response.writeHead(500).end('{"message":"no space left on device"}');
    });
    const [ours, client] = await start(place);
    const call = exportCall(client, 0);
    call.send('whole so far');
    expect((await call.answer).code).toBe(2);
    expect(ours.causeOf('failed to solve: EOF')?.title).toBe('The Docker Engine has no space left for the image.');
    expect(ours.leftovers()).toEqual([]);
  });

  it('leaves an image that was loaded before, which is said', async () => {
    const place = await toEngine((request, response) => {
      request.resume().once('end', () => response.end('{"stream":"Loaded image: a"}\n'));
    });
    const [ours, client] = await start(place);
    expect((await exportCall(client, 0).end()).code).toBe(0);
    expect(ours.leftovers().map(({ title }) => title)).toEqual(['The image is in Docker all the same.']);
  });
});
