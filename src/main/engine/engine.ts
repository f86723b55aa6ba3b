import { SlipwayError } from '../../shared/contract/failure.ts';
import { type EngineAddress, hostUrlOf } from './address.ts';
import { containersOf } from './containers.ts';
import type { DockerEnvironment } from './environment.ts';
import { EventFeed } from './events.ts';
import { imagesOf } from './images.ts';
import { readEngineInfo } from './info.ts';
import { networksOf } from './networks.ts';
import { EngineApi } from './request.ts';
import { runContainer } from './run.ts';
import type { Engine, EngineInfo } from './types-engine.ts';
import { volumesOf } from './volumes.ts';

/** One Engine; nothing is sent yet. */
export function connectEngine(address: EngineAddress, environment: DockerEnvironment): Engine {
  const api = new EngineApi(address, { platform: environment.platform });
  const containers = containersOf(api);
  const feed = new EventFeed(api);
  let known: Promise<EngineInfo> | undefined;
  return {
    address,
    hostUrl: hostUrlOf(address),
    containers,
    volumes: volumesOf(api),
    networks: networksOf(api),
    images: imagesOf(api),

    async info({ signal, refresh = false } = {}) {
      // A call with a signal of its own is not shared: giving it up must not fail the others.
      if (known !== undefined && !refresh) return known;
      if (refresh) api.forgetVersion();
      const asked = readEngineInfo(api, { signal });
      const info = await asked;
      known = Promise.resolve(info);
      return info;
    },

    async hasBuildkit({ signal } = {}) {
      try {
        const headers = { Upgrade: 'h2c' };
        const socket = await api.upgrade({ method: 'POST', path: '/grpc', headers, signal });
        socket.destroy();
        return true;
      } catch (error) {
        if (error instanceof SlipwayError && ANSWERED.has(error.failure.code)) return false;
        throw error;
      }
    },

    follow: (listener, options) => feed.follow(listener, options),
    run: (options) => runContainer(api, containers, options),
    close() {
      feed.close();
      api.close();
    },
  };
}

/** The Engine was there and said no. */
const ANSWERED = new Set(['not-found', 'engine-refused', 'invalid-input', 'conflict']);
