import { failureOf } from '../../shared/contract/index.ts';
import type { ResolvedNode } from '../builders/index.ts';
import { lookFor } from './look.ts';
import type { Parts } from './parts.ts';
import { planRemove, type RemoveFacts, type RemovePlan } from './plan-remove.ts';

/** Looks at each node of a builder and plans its removal. An Engine that does not answer holds up nothing. */
export async function gatherRemove(builder: string, keepState: boolean, parts: Parts): Promise<RemovePlan> {
  const nodes = await parts.builders.describe(builder);
  const facts = await Promise.all(nodes.map((node) => look(node, parts)));
  const first = nodes[0];
  return planRemove(first?.builder ?? builder, first?.driverName ?? '', first?.implicit ?? false, keepState, facts);
}

async function look(node: Omit<ResolvedNode, 'engine' | 'driver'>, { engines }: Parts): Promise<RemoveFacts> {
  const { container, stateVolume } = node;
  const none = { node, containerId: '', volumeCreatedAt: null };
  if (container === undefined || stateVolume === undefined) return none;
  try {
    const engine = await engines.engineOf(node.node.endpoint);
    const found = await lookFor(engine, { container, volume: stateVolume });
    return { ...none, containerId: found.container?.id ?? '', volumeCreatedAt: found.volume?.createdAt ?? null };
  } catch (error) {
    return { ...none, unreachable: failureOf(error) };
  }
}
