import { SlipwayError } from '../../shared/contract/index.ts';
import type { ResolvedNode } from '../builders/index.ts';
import { bootReporter } from './boot-steps.ts';
import type { Operation, PlannedStep } from './operation.ts';
import type { Parts } from './parts.ts';
import { BOOT_STEPS } from './plan-create.ts';

type Node = Omit<ResolvedNode, 'driver' | 'engine'>;

/** Steps of each node have its name in front where there are several. */
function prefixOf(nodes: readonly Node[], { node }: Node): string {
  return nodes.length > 1 ? `${node.name}/` : '';
}

export function planStart(nodes: readonly Node[]): readonly PlannedStep[] {
  return nodes.flatMap((node) => {
    const prefix = prefixOf(nodes, node);
    return BOOT_STEPS.map(({ id, title }) => ({
      id: prefix + id,
      title: prefix === '' ? title : `${title} (${node.node.name})`,
    }));
  });
}

export function planStop(nodes: readonly Node[]): readonly PlannedStep[] {
  return nodes.map(({ node, container }) => ({
    id: `${node.name}/stop`,
    title: `Stop ${container ?? node.name}`,
  }));
}

/** Boots all nodes at once; all are tried, then the first error counts (docker/buildx builder/builder.go `Boot`). */
export async function runStart(operation: Operation, nodes: readonly Node[], { builders }: Parts): Promise<void> {
  const boots = await Promise.allSettled(
    nodes.map((node) =>
      builders.boot({ builder: node.builder, node: node.node.name }, bootReporter(operation, prefixOf(nodes, node)), {
        signal: operation.signal,
      }),
    ),
  );
  const failed = boots.find((boot) => boot.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Stops the nodes in turn; the first error ends it (docker/buildx commands/stop.go). */
export async function runStop(operation: Operation, nodes: readonly Node[], { builders }: Parts): Promise<void> {
  for (const { builder, node } of nodes) {
    operation.check();
    const id = `${node.name}/stop`;
    operation.step(id, 'running', 'Builds that run on it end.');
    await builders.stop({ builder, node: node.name });
    operation.step(id, 'done', '');
  }
}

/** @throws SlipwayError `unsupported` for a driver whose nodes nobody starts or stops from here */
export function checkPower(nodes: readonly Node[], builder: string): void {
  const [first] = nodes;
  if (first && !first.implicit && first.driverName === 'docker-container') return;
  throw new SlipwayError({
    code: 'unsupported',
    title: `The builder ${builder} is not started or stopped from here.`,
    meaning: first?.implicit
      ? 'It is part of its Docker Engine and runs as long as that does.'
      : `With the driver ${first?.driverName ?? ''} it runs on its own.`,
  });
}
