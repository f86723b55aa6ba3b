import type { Engine } from '../../src/main/engine/index.ts';
import { failureOf } from '../../src/shared/contract/failure.ts';
import { say } from './say.ts';

const buildkit = 'moby/buildkit:buildx-stable-1';

/** What the tour makes on the Engine: names that nobody has there, all removed in the end. */
export class Made {
  readonly #engine: Engine;
  readonly #containers: string[] = [];
  readonly #images: string[] = [];

  private constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** BuildKit's image counts as made by the tour where it was not there before. */
  static async begin(engine: Engine): Promise<Made> {
    const made = new Made(engine);
    const tags = (await engine.images.list()).flatMap((image) => image.tags);
    if (!tags.includes(buildkit)) made.#images.push(buildkit);
    return made;
  }

  /** A builder name like `wanted` of which the Engine has neither container nor state. */
  async builder(wanted: string): Promise<string> {
    const containers = (await this.#engine.containers.list({ namePrefix: 'buildx_buildkit_' })).map(({ name }) => name);
    const volumes = (await this.#engine.volumes.list({ namePrefix: 'buildx_buildkit_' })).map(({ name }) => name);
    const name = firstFree(wanted, (each) => {
      const container = containerOf(each);
      return containers.includes(container) || volumes.includes(`${container}_state`);
    });
    this.#containers.push(containerOf(name));
    return name;
  }

  /** A repository name like `wanted` that no image on the Engine has; the image is `NAME:dev`. */
  async repository(wanted: string): Promise<string> {
    const tags = (await this.#engine.images.list()).flatMap((image) => image.tags);
    const name = firstFree(wanted, (each) => tags.includes(`${each}:dev`));
    this.#images.push(`${name}:dev`);
    return name;
  }

  /** The image of this name that was just loaded. The next one takes the name and leaves this one without any. */
  async loaded(repository: string): Promise<void> {
    this.#images.push((await this.#engine.images.inspect(`${repository}:dev`)).id);
  }

  /** Removes it all; says what could not be removed and answers whether everything was. */
  async remove(): Promise<boolean> {
    const { containers, volumes, images } = this.#engine;
    let clean = true;
    const attempt = async (what: string, work: Promise<void>) => {
      try {
        await work;
      } catch (error) {
        const failure = failureOf(error);
        if (failure.code === 'not-found') return;
        clean = false;
        say(`could not remove ${what}: ${failure.detail ?? failure.title}`);
      }
    };
    for (const name of this.#containers) {
      await attempt(`the container ${name}`, containers.remove(name, { force: true, volumes: true }));
      await attempt(`the volume ${name}_state`, volumes.remove(`${name}_state`));
    }
    for (const name of this.#images) await attempt(`the image ${name}`, images.remove(name));
    return clean;
  }
}

function firstFree(wanted: string, taken: (name: string) => boolean): string {
  let name = wanted;
  for (let count = 2; taken(name); count += 1) name = `${wanted}-${count}`;
  return name;
}

/** The container of a builder's only node, as buildx names it. */
export function containerOf(builder: string): string {
  return `buildx_buildkit_${builder}0`;
}
