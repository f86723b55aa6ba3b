import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../src/main/engine/index.ts';
import { findEndpoint, inWords, probeEndpoint } from '../start/endpoint.ts';
import { whyNoPrivateEngine } from '../start/engine.ts';
import { staticBusybox } from '../testbed/busybox.ts';
import { privateEnvironment, runningPrivateEngine } from '../testbed/private-engine.ts';
import { readState } from '../testbed/state.ts';
import { openTestbed } from '../testbed/testbed.ts';
import { bringUp, takeDown } from '../testbed/up.ts';
import { say } from './say.ts';

/** What the tour works with. Everything but the Engine is its own. */
export interface Parts {
  readonly engine: Engine;
  /** The app's whole environment; its BUILDX_CONFIG is a folder of the tour. */
  readonly env: NodeJS.ProcessEnv;
  /** A folder that goes with the tour. */
  readonly folder: string;
  /** A static busybox for the Engine's machine; undefined where none can be had. */
  readonly busybox: string | undefined;
  dispose(): Promise<void>;
}

interface Ground {
  readonly env: NodeJS.ProcessEnv;
  readonly end?: () => Promise<void>;
}

/**
 * The Engine that the docker CLI would use, else the private one that runs, else a throw-away one. With `throwAway` it is
 * that in any case, so that pictures show what the tour made and nothing else.
 */
export async function findParts(options: { readonly throwAway: boolean }): Promise<Parts> {
  const ground = await findGround(options.throwAway);
  try {
    const endpoint = await findEndpoint(ground.env);
    if (endpoint.kind === 'broken') throw new Error(inWords(endpoint.failure));
    const { engine } = endpoint;
    const info = await engine.info();
    say(`Docker Engine ${info.version} at ${engine.hostUrl}, ${info.cpus} CPUs`);
    const folder = await mkdtemp(join(tmpdir(), 'slipway-tour-'));
    const local = info.os === 'linux' && info.architecture === (process.arch === 'x64' ? 'x86_64' : 'aarch64');
    return {
      engine,
      env: { ...withoutBuildx(ground.env), BUILDX_CONFIG: await layStore(folder, ground.env) },
      folder,
      busybox: local && whyNoPrivateEngine() === undefined ? await staticBusybox() : undefined,
      async dispose() {
        engine.close();
        await rm(folder, { recursive: true, force: true });
        await ground.end?.();
      },
    };
  } catch (error) {
    await ground.end?.();
    throw error;
  }
}

async function findGround(throwAway: boolean): Promise<Ground> {
  const given = readState();
  if (given !== undefined) return { env: openTestbed(given).environment() };
  if (!throwAway) {
    const endpoint = await probeEndpoint();
    if (endpoint.kind === 'answers') return { env: process.env };
    say(`no Docker Engine answers at ${endpoint.tried}: ${inWords(endpoint.failure)}`);
    const running = await runningPrivateEngine();
    if (running !== undefined) return { env: { ...process.env, ...privateEnvironment(running) } };
  }
  const reason = whyNoPrivateEngine();
  if (reason !== undefined) throw new Error(`there is no Docker Engine, and none can be made here: ${reason}`);
  say('making a throw-away Docker Engine of Debian’s packages; it goes with the tour');
  const state = await bringUp({ owned: true });
  const bed = openTestbed(state);
  try {
    // The first builder then pulls it, from the registry that stands for Docker Hub, as most people will see it.
    await bed.registry.push('buildkit', 'moby/buildkit', 'buildx-stable-1');
    await bed.cli(['image', 'rm', bed.buildkitImage]);
  } catch (error) {
    await takeDown(state);
    throw error;
  }
  return { env: bed.environment(), end: () => takeDown(state) };
}

/** A builder store of the tour. The person's own default configuration of BuildKit holds for it too: it may name a mirror. */
async function layStore(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const store = join(folder, 'buildx');
  await mkdir(store);
  const theirs = env.BUILDX_CONFIG || join(env.DOCKER_CONFIG || join(homedir(), '.docker'), 'buildx');
  await copyFile(join(theirs, 'buildkitd.default.toml'), join(store, 'buildkitd.default.toml')).catch(() => undefined);
  return store;
}

/** Without what would choose a builder or change how it is made. */
function withoutBuildx(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(BUILDX|BUILDKIT)_/.test(name)));
}
