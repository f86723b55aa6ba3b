import { SlipwayError } from '../../shared/contract/index.ts';
import type { DialTarget } from '../buildkit/index.ts';
import type { BuilderStore } from '../buildx/index.ts';
import type { Engine } from '../engine/index.ts';
import { type DesiredBuilder, type DesiredNode, desiredNode, driverKindOf, implicitBuilder } from './desired.ts';
import type { EnginesService } from './engines-service.ts';
import { foreignDriver, noSuchBuilder } from './failures.ts';
import { remoteTargetOf } from './remote-target.ts';
import type { DriverKind, NodeRef, ResolvedNode } from './types.ts';

/** Finds nodes by name, freshly from the store and the contexts: what is done to a node never rests on an old picture. */
export class NodeAccess {
  readonly #store: BuilderStore;
  readonly #engines: EnginesService;

  constructor(store: BuilderStore, engines: EnginesService) {
    this.#store = store;
    this.#engines = engines;
  }

  /** @throws SlipwayError `not-found`, `store-broken`, and the failure of an endpoint that names nothing */
  async resolve(builder: string): Promise<readonly ResolvedNode[]> {
    const found = await this.#find(builder);
    return Promise.all(
      found.nodes.map(async (node) => {
        if (found.driver === 'remote' || found.driver === 'other') return { ...node, driver: found.driver };
        const engine = await this.#engines.engineOf(node.node.endpoint);
        const driver = found.driver ?? (await implicitDriver(engine));
        if (driver === 'docker-container') return { ...node, driver, driverName: driver, engine };
        const { container, stateVolume, ...rest } = node;
        return { ...rest, driver, driverName: driver, engine };
      }),
    );
  }

  /** The same without asking any Engine: also for builders whose endpoints name nothing any more. */
  async describe(builder: string): Promise<readonly DesiredNode[]> {
    return (await this.#find(builder)).nodes;
  }

  async node(ref: NodeRef): Promise<ResolvedNode> {
    const node = (await this.resolve(ref.builder)).find((one) => one.node.name === ref.node);
    if (!node) throw noSuchBuilder(`${ref.builder} with a node ${ref.node}`);
    return node;
  }

  async #find(builder: string): Promise<DesiredBuilder> {
    const stored = await this.#readStored(builder);
    if (stored) {
      return {
        name: stored.name,
        driverName: stored.driver,
        driver: driverKindOf(stored.driver),
        implicit: false,
        lastActivity: stored.lastActivity,
        nodes: stored.nodes.map((node) => desiredNode(stored.name, stored.driver, node)),
      };
    }
    const { contexts } = await this.#engines.contexts();
    if (!contexts.some(({ name }) => name === builder)) throw noSuchBuilder(builder);
    return implicitBuilder(builder);
  }

  /** A context's name may be none that a builder may have. */
  async #readStored(builder: string): ReturnType<BuilderStore['read']> {
    try {
      return await this.#store.read(builder);
    } catch (error) {
      if (error instanceof SlipwayError && error.failure.code === 'invalid-input') return undefined;
      throw error;
    }
  }
}

/** How to dial a node; nothing is asked of it. @throws SlipwayError `unsupported` */
export async function targetOfNode(node: ResolvedNode): Promise<DialTarget> {
  const { driver, engine, container } = node;
  if (driver === 'remote') return remoteTargetOf(node.node);
  if (driver === 'docker' && engine) return { kind: 'engine-grpc', engine: engine.address };
  if (engine && container !== undefined) return { kind: 'container', engine: engine.address, container };
  throw new SlipwayError(foreignDriver(node.driverName));
}

async function implicitDriver(engine: Engine): Promise<DriverKind> {
  return (await engine.hasBuildkit()) ? 'docker' : 'docker-container';
}
