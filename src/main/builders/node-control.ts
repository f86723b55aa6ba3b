import { existsSync } from 'node:fs';
import { SlipwayError } from '../../shared/contract/index.ts';
import { type DockerEnvironment, openCredentials, variable } from '../engine/index.ts';
import { bootNode } from './boot-node.ts';
import { foreignDriver, orUndefined } from './failures.ts';
import { GpuProbe } from './gpu-probe.ts';
import { checksSignatures } from './image-policy.ts';
import { nodeKeyOf } from './names.ts';
import { type NodeAccess, targetOfNode } from './node-access.ts';
import { openContainerNode } from './open-node.ts';
import { SharedBoots } from './shared-boots.ts';
import type { BootReport, NodeRef, OpenNode, ResolvedNode } from './types.ts';

const WSL_LIBRARIES = '/usr/lib/wsl';
/** As buildx: a node that stops between boot and dial is booted once more. */
const MOST_BOOTS = 2;

interface Signal {
  readonly signal?: AbortSignal | undefined;
}

/** Boots, opens and stops nodes. */
export class NodeControl {
  readonly #access: NodeAccess;
  readonly #environment: DockerEnvironment;
  readonly #boots = new SharedBoots();
  readonly #gpus = new GpuProbe();

  constructor(access: NodeAccess, environment: DockerEnvironment) {
    this.#access = access;
    this.#environment = environment;
  }

  async boot(ref: NodeRef, report: BootReport, { signal }: Signal = {}): Promise<void> {
    const node = await this.#access.node(ref);
    if (node.driver === 'docker') return;
    if (node.driver !== 'docker-container' || !node.engine) throw new SlipwayError(foreignDriver(node.driverName));
    await this.#boots.run(
      { key: await keyOf(node), builder: node.builder },
      (tell, inner) => bootNode(node, this.#parts(node), tell, inner),
      report,
      signal,
    );
  }

  async open(ref: NodeRef, { signal }: Signal = {}): Promise<OpenNode> {
    const node = await this.#access.node(ref);
    const { engine, container, driver, builder } = node;
    const opened =
      driver === 'docker-container' && engine && container !== undefined
        ? await openContainerNode({ engine, container, builder, node: node.node.name, signal: signalOr(signal) })
        : { target: await targetOfNode(node) };
    return { key: await keyOf(node), ...opened };
  }

  async ensureRunning(ref: NodeRef, report: BootReport, options: Signal = {}): Promise<OpenNode> {
    for (let boots = 0; ; boots += 1) {
      try {
        return await this.open(ref, options);
      } catch (error) {
        const stopped = error instanceof SlipwayError && error.failure.code === 'builder-not-running';
        if (!stopped || boots >= MOST_BOOTS) throw error;
        await this.boot(ref, report, options);
      }
    }
  }

  /** Stops a running container with the Engine's own grace time; nothing happens for other drivers, as in buildx. */
  async stop(ref: NodeRef, { signal }: Signal = {}): Promise<void> {
    const { engine, container } = await this.#access.node(ref);
    if (!engine || container === undefined) return;
    const info = await orUndefined(engine.containers.inspect(container, { signal }));
    if (info?.state.running) await engine.containers.stop(container, { signal });
  }

  /** Ends the boots of a builder and begins none until what comes back is called. */
  barBoots(builder: string, reason: SlipwayError): Promise<() => void> {
    return this.#boots.bar(builder, reason);
  }

  close(): void {
    this.#boots.close();
  }

  #parts({ engine }: ResolvedNode): Parameters<typeof bootNode>[1] {
    const inWsl = variable(this.#environment, 'WSL_DISTRO_NAME') !== undefined && engine?.address.kind === 'socket';
    const credentials = openCredentials(this.#environment);
    return {
      gpus: this.#gpus,
      authFor: (image, signal) => credentials.registryAuth(image, { signal }),
      checksSignatures: checksSignatures(this.#environment),
      wsl: inWsl && existsSync(WSL_LIBRARIES),
    };
  }
}

/** @throws SlipwayError when the Engine does not answer, since its id is part of the key */
async function keyOf({ engine, container, builder, node }: ResolvedNode): Promise<string> {
  return engine ? nodeKeyOf((await engine.info()).id, container ?? '') : nodeKeyOf(`?${node.endpoint}`, builder);
}

function signalOr(signal: AbortSignal | undefined): AbortSignal {
  return signal ?? new AbortController().signal;
}
