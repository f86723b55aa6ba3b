import { ALL_GPUS } from '../../shared/options/index.ts';
import type { Engine } from '../engine/index.ts';

/** On the throw-away container, so that nobody takes it for something of his own. */
export const PURPOSE_LABEL = 'app.slipway.purpose';

/**
 * Whether this Engine gives its GPUs to containers. There is no API that says so; buildx tries it with a container of
 * the builder's image that ends at once (docker/buildx driver/docker-container/driver.go `hasGPUCapability`), and so do
 * we. Asked once for each Engine and image.
 */
export class GpuProbe {
  readonly #answers = new Map<string, Promise<boolean>>();

  has(engine: Engine, engineId: string, imageId: string, image: string, signal: AbortSignal): Promise<boolean> {
    const key = `${engineId}/${imageId}`;
    const known = this.#answers.get(key);
    if (known) return known;
    const asked = tryGpus(engine, image, signal);
    this.#answers.set(key, asked);
    // An interrupted probe has told nothing.
    void asked.then(() => signal.aborted && this.#answers.delete(key));
    return asked;
  }
}

async function tryGpus(engine: Engine, image: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { id } = await engine.containers.create(
      undefined,
      {
        Image: image,
        Entrypoint: ['/bin/true'],
        Labels: { [PURPOSE_LABEL]: 'gpu-probe' },
        HostConfig: { NetworkMode: 'none', AutoRemove: true, DeviceRequests: [ALL_GPUS] },
      },
      { signal },
    );
    await engine.containers.start(id, { signal });
    return true;
  } catch {
    return false;
  }
}
