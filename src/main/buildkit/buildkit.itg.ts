import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localSsh } from '../../../tools/testbed/local-ssh.ts';
import { testbed } from '../../../tools/testbed/testbed.ts';
import type { StatusEvent } from '../../shared/build/status-event.ts';
import { type ControlClient, capabilitiesOf, type DialTarget, openControl, RpcError, startSession } from './index.ts';
import { type BuildOptions, type BuildOutcome, runBuild } from './testing/run-build.ts';

const bed = testbed();
const engine = { kind: 'socket', path: bed.socketPath } as const;
const builder = 'bkroom-itg';
const container = `buildx_buildkit_${builder}0`;
const image = 'bkroom-itg-image';
let buildxConfig: string;

beforeAll(async () => {
  buildxConfig = await bed.freshBuildxConfig();
  const env = { BUILDX_CONFIG: buildxConfig };
  await bed.cli(['buildx', 'create', '--name', builder, '--driver', 'docker-container', '--bootstrap'], { env });
  // The Engine's own BuildKit takes a mirror over TLS only, so it finds its base image in the Engine.
  await bed.cli(['pull', 'busybox']);
});

afterAll(async () => {
  await bed.cli(['buildx', 'rm', builder], { env: { BUILDX_CONFIG: buildxConfig }, unchecked: true });
  await bed.cli(['image', 'rm', '-f', image], { unchecked: true });
  await bed.dispose();
});

async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await bed.freshFolder('bkroom');
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

async function succeeds(options: BuildOptions): Promise<BuildOutcome> {
  const outcome = await runBuild(options);
  if (outcome.error !== undefined) throw outcome.error;
  return outcome;
}

async function fails(options: BuildOptions): Promise<BuildOutcome & { error: RpcError }> {
  const outcome = await runBuild(options);
  if (!(outcome.error instanceof RpcError))
    throw new Error(`Not refused by BuildKit: ${outcome.error}`, { cause: outcome.error });
  return { ...outcome, error: outcome.error };
}

/** The files of an image of the Engine, without what `docker create` adds. */
async function filesOf(reference: string): Promise<string> {
  const { stdout: id } = await bed.cli(['create', reference, '/none']);
  const name = id.trim();
  try {
    const folder = await bed.freshFolder('bkroom-image');
    await bed.cli(['cp', `${name}:/out`, folder]);
    return execFileSync('sh', ['-c', "find . -printf '%P %y %m %l\\n' | sort"], {
      cwd: join(folder, 'out'),
    }).toString();
  } finally {
    await bed.cli(['rm', name]);
  }
}

function namesIn(events: readonly StatusEvent[]): string[] {
  return [...new Set(events.flatMap(({ vertexes }) => vertexes.map(({ name }) => name)))];
}

const targets = {
  'the Engine': { target: { kind: 'engine-grpc', engine } as DialTarget, exporter: 'moby' },
  'a container': { target: { kind: 'container', engine, container } as DialTarget, exporter: 'docker' },
};

describe.each(Object.entries(targets))('BuildKit in %s', (_name, { target, exporter }) => {
  let control: ControlClient;
  beforeAll(() => {
    control = openControl(target);
  });
  afterAll(() => control.close());

  const intoEngine = (tag: string) => ({
    solve: { exporters: [{ type: exporter, attrs: { name: `${image}:${tag}` } }] },
    exports: [{ exporterIndex: 0, to: { kind: 'engine-load', engine } as const }],
  });

  it('says what it is', async () => {
    const info = await control.info();
    const [worker] = await control.listWorkers();
    expect(worker?.platforms[0]).toMatchObject({ os: 'linux' });
    const { stdout } = await bed.cli(['version', '--format', '{{.Server.Version}}']);
    const capabilities = capabilitiesOf({ info, worker, engineVersion: stdout.trim() });
    expect(capabilities.has('exporters')).toBe(true);
    expect(await control.diskUsage()).toBeInstanceOf(Array);
  });

  it('builds FROM scratch with COPY and puts the image into the Engine', async () => {
    const context = await project({
      Dockerfile: 'FROM scratch\nCOPY . /out/\n',
      '.dockerignore': '*.log\nnode_modules\n!keep.log\n',
      'bin/run.sh': '#!/bin/sh\n',
      'node_modules/x/index.js': 'x',
      'a.log': 'a',
      'keep.log': 'k',
      'größe, neu/datei': 'u',
    });
    await chmod(join(context, 'bin/run.sh'), 0o755);
    await symlink('bin/run.sh', join(context, 'start'));
    const { result, events, failures } = await succeeds({ target, context, ...intoEngine('copy') });
    expect(result?.exporterResponse['containerimage.digest']).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(failures).toEqual([]);
    expect(namesIn(events)).toEqual(expect.arrayContaining(['[internal] load build context', '[1/1] COPY . /out/']));
    expect(await filesOf(`${image}:copy`)).toBe(
      [
        ' d 755 ',
        '.dockerignore f 644 ',
        'Dockerfile f 644 ',
        'bin d 755 ',
        'bin/run.sh f 755 ',
        'größe, neu d 755 ',
        'größe, neu/datei f 644 ',
        'keep.log f 644 ',
        'start l 777 bin/run.sh',
        '',
      ].join('\n'),
    );
  });

  it('sends only what changed to a folder known by its key', async () => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}`, `${index}`]));
    const context = await project({ Dockerfile: 'FROM scratch\nCOPY . /\n', ...files });
    const sharedKey = `bkroom-${Date.now()}`;
    await succeeds({ target, context, sharedKey });
    await writeFile(join(context, 'f7'), 'changed');
    const { events } = await succeeds({ target, context, sharedKey });
    const sent = events.flatMap(({ statuses }) => statuses.filter(({ id }) => id.startsWith('transferring context')));
    expect(Math.max(...sent.map(({ current }) => current))).toBeLessThan(6000);
    expect(sent.length).toBeGreaterThan(0);
  });

  it.each([302, 20_000])('takes a .dockerignore of %i lines', async (count) => {
    const lines = Array.from({ length: count - 2 }, (_, index) => `no/such/folder-${index}, really/**`);
    const context = await project({
      Dockerfile: 'FROM scratch\nCOPY . /out/\n',
      '.dockerignore': [...lines, 'drop*', '!dropped-not'].join('\n'),
      drop: 'd',
      'dropped-not': 'n',
    });
    await succeeds({ target, context, ...intoEngine('ignore') });
    const files = await filesOf(`${image}:ignore`);
    expect(files).toContain('dropped-not f');
    expect(files).not.toMatch(/^drop f/m);
  });

  it('runs a step, gives its output and a secret', async () => {
    const context = await project({
      Dockerfile: [
        'FROM busybox',
        'RUN --mount=type=secret,id=token sh -c "wc -c </run/secrets/token; echo to-stderr >&2"',
      ].join('\n'),
    });
    const { log } = await succeeds({
      target,
      context,
      secrets: { token: Buffer.from('hush-hush') },
      solve: { frontendAttrs: { 'no-cache': '' } },
    });
    expect(log).toContain('9\n');
    expect(log).toContain('to-stderr');
    expect(log).not.toContain('hush');
  });

  it('points at the line of a step that failed', async () => {
    const context = await project({ Dockerfile: 'FROM busybox\nRUN true\nRUN echo before && \\\n  exit 7\n' });
    const { error, events } = await fails({ target, context });
    expect(error.failure.code).toBe('build-failed');
    expect(error.status.exitCode).toBe(7);
    expect(error.status.sources[0]).toMatchObject({
      filename: 'Dockerfile',
      ranges: [{ startLine: 3 }, { startLine: 4 }],
    });
    expect(error.status.sources[0]?.text).toContain('exit 7');
    const failed = events.flatMap(({ vertexes }) => vertexes).find((vertex) => vertex.error !== undefined);
    expect(failed?.digest).toBe(error.status.vertex);
  });

  it('refuses a Dockerfile that cannot be read, with the line', async () => {
    const context = await project({ Dockerfile: 'FROM busybox\nRUN true\nNOSUCH thing\n' });
    const { error } = await fails({ target, context });
    expect(error.status.sources[0]?.ranges[0]?.startLine).toBe(3);
    expect(error.failure.detail).toContain('unknown instruction');
  });

  it('refuses an exporter that is not there', async () => {
    const context = await project({ Dockerfile: 'FROM scratch\n' });
    const { error } = await fails({ target, context, solve: { exporters: [{ type: 'nosuch', attrs: {} }] } });
    expect(error.failure).toMatchObject({ code: 'build-refused' });
  });

  it('cancels: the step ends and the error says so', async () => {
    const context = await project({ Dockerfile: 'FROM busybox\nRUN echo started && sleep 1000\n' });
    const { error, events } = await fails({
      target,
      context,
      solve: { frontendAttrs: { 'no-cache': '' } },
      onEvent: ({ logs }, cancel) => {
        if (logs.some(({ bytes }) => Buffer.from(bytes).includes('started'))) cancel();
      },
    });
    expect(error.failure.code).toBe('cancelled');
    const last = events.flatMap(({ vertexes }) => vertexes).findLast(({ name }) => name.includes('sleep 1000'));
    expect(last?.error).toContain('context canceled');
    expect(last?.completed).toBeDefined();
  });

  it('writes an archive to a file', async () => {
    const context = await project({ Dockerfile: 'FROM scratch\nCOPY a /\n', a: 'content of a' });
    const path = join(await bed.freshFolder('bkroom-tar'), 'out.tar');
    await succeeds({
      target,
      context,
      solve: { exporters: [{ type: 'tar', attrs: {} }] },
      exports: [{ exporterIndex: 0, to: { kind: 'file', path } }],
    });
    expect(execFileSync('tar', ['-xOf', path, 'a']).toString()).toBe('content of a');
  });

  it('says why an archive could not be written', async () => {
    const context = await project({ Dockerfile: 'FROM scratch\nCOPY a /\n', a: 'a' });
    const { error, failures } = await fails({
      target,
      context,
      solve: { exporters: [{ type: 'tar', attrs: {} }] },
      exports: [{ exporterIndex: 0, to: { kind: 'file', path: '/no/such/folder/out.tar' } }],
    });
    expect(error.failure.detail).toContain('ENOENT');
    expect(failures).toMatchObject([{ code: 'exporter-failed' }]);
  });

  it('remembers builds: record, log blob, replay, pin and delete', async () => {
    const context = await project({ Dockerfile: 'FROM busybox\nRUN echo for-the-record\n' });
    const { ref } = await succeeds({ target, context, solve: { frontendAttrs: { 'no-cache': '' } } });
    const record = await recordOf(control, ref);
    expect(record).toMatchObject({ ref, frontend: 'dockerfile.v0', pinned: false });
    expect(record?.completedAt).toBeGreaterThan(record?.createdAt ?? Number.POSITIVE_INFINITY);
    const blob: Uint8Array[] = [];
    for await (const part of control.readContent(record?.logs?.digest ?? '')) blob.push(part);
    expect(Buffer.concat(blob).includes('for-the-record')).toBe(true);
    let replayed = '';
    for await (const { logs } of control.status(ref)) {
      for (const { bytes } of logs) replayed += Buffer.from(bytes).toString();
    }
    expect(replayed).toContain('for-the-record');
    await control.updateBuildHistory({ kind: 'pin', ref, pinned: true });
    expect((await recordOf(control, ref))?.pinned).toBe(true);
    await control.updateBuildHistory({ kind: 'delete', ref });
    expect(await recordOf(control, ref)).toBeUndefined();
  });

  it('hears of a build that the CLI runs, and follows it', async () => {
    const context = await project({ Dockerfile: 'FROM busybox\nRUN echo by-the-cli\n' });
    const stop = new AbortController();
    const heard = (async () => {
      for await (const event of control.listenBuildHistory({ activeOnly: true, signal: stop.signal })) {
        if (event.kind !== 'started') continue;
        let log = '';
        for await (const { logs } of control.status(event.record.ref)) {
          for (const { bytes } of logs) log += Buffer.from(bytes).toString();
        }
        if (log.includes('by-the-cli')) return log;
      }
      return undefined;
    })();
    const name = target.kind === 'container' ? builder : 'default';
    await bed.cli(['buildx', '--builder', name, 'build', '--no-cache', context], {
      env: { BUILDX_CONFIG: buildxConfig },
    });
    expect(await heard).toContain('by-the-cli');
    stop.abort();
  });
});

async function recordOf(control: ControlClient, ref: string) {
  for await (const event of control.listenBuildHistory({ earlyExit: true })) {
    if (event.kind === 'complete' && event.record.ref === ref) return event.record;
  }
  return undefined;
}

it("gives a registry's login to the BuildKit that was asked for one", async () => {
  const seen: string[] = [];
  const registry = http.createServer((request, response) => {
    seen.push(request.headers.authorization ?? 'none');
    if (request.headers.authorization === undefined) response.setHeader('WWW-Authenticate', 'Basic realm="test"');
    response.writeHead(request.headers.authorization === undefined ? 401 : 404).end();
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
  const asked: string[] = [];
  try {
    const context = await project({ Dockerfile: `FROM ${host}/private/image:1\n` });
    await fails({
      target: targets['the Engine'].target,
      context,
      onCredentials: async (name) => {
        asked.push(name);
        return { username: 'someone', secret: 'hush' };
      },
    });
  } finally {
    registry.close();
  }
  expect(new Set(asked)).toEqual(new Set([host]));
  expect(seen).toContain(`Basic ${Buffer.from('someone:hush').toString('base64')}`);
});

it('each connection over ssh has the variables of the Engine’s address', async () => {
  const record = join(await bed.freshFolder('agents'), 'seen');
  const path = await localSsh(bed, `echo "$SSH_AUTH_SOCK" >> ${record}\n`);
  const far = { kind: 'ssh', url: 'ssh://far', variables: { ...path, SSH_AUTH_SOCK: '/agent' } } as const;
  const { failures } = await succeeds({
    target: { kind: 'container', engine: far, container },
    context: await project({ Dockerfile: 'FROM scratch\nCOPY . /out/\n' }),
    solve: { exporters: [{ type: 'docker', attrs: { name: `${image}:ssh` } }] },
    exports: [{ exporterIndex: 0, to: { kind: 'engine-load', engine: far } }],
  });
  expect(failures).toEqual([]);
  expect(await filesOf(`${image}:ssh`)).toContain('Dockerfile');
  // The session's, the client's, and the one that the image went through.
  expect(await readFile(record, 'utf8')).toMatch(/^(\/agent\n){3,}$/);
});

describe('a container that is not there to be spoken to', () => {
  const env = () => ({ BUILDX_CONFIG: buildxConfig });
  const target: DialTarget = { kind: 'container', engine, container };

  it('is told apart: stopped, and back again', async () => {
    const control = openControl(target);
    await control.info();
    await bed.cli(['buildx', 'stop', builder], { env: env() });
    await expect(control.info()).rejects.toMatchObject({
      failure: { code: expect.stringMatching(/^(builder-not-running|buildkit-unavailable)$/) },
    });
    await expect(control.info()).rejects.toMatchObject({ failure: { code: 'builder-not-running' } });
    await expect(startSession({ target, sharedKey: 'k', localDirs: {} })).rejects.toMatchObject({
      failure: { code: 'builder-not-running' },
    });
    await bed.cli(['buildx', 'inspect', '--bootstrap', builder], { env: env() });
    expect((await control.info()).version).not.toBe('');
    control.close();
  });

  it('a session that loses its builder says so', async () => {
    const lost = Promise.withResolvers<string>();
    const session = await startSession({
      target,
      sharedKey: 'k',
      localDirs: {},
      onLost: (failure) => lost.resolve(failure.code),
    });
    await bed.cli(['buildx', 'stop', builder], { env: env() });
    expect(await lost.promise).toBe('buildkit-unavailable');
    await session.close();
    await bed.cli(['buildx', 'inspect', '--bootstrap', builder], { env: env() });
  });

  it('a container without BuildKit says what it said', async () => {
    const { stdout } = await bed.cli(['run', '-d', '--rm', 'busybox', 'sleep', '300']);
    const id = stdout.trim();
    const control = openControl({ kind: 'container', engine, container: id });
    try {
      await expect(control.info()).rejects.toMatchObject({
        failure: {
          code: 'buildkit-unavailable',
          detail: expect.stringContaining('"buildctl": executable file not found'),
        },
      });
    } finally {
      control.close();
      await bed.cli(['rm', '-f', id]);
    }
  });
});
