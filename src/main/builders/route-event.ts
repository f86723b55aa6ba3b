import type { EngineEvent } from '../engine/index.ts';
import { nodeOfName } from './names.ts';
import type { NodeSnapshot } from './node-snapshot.ts';

/** Container events that change nothing that is shown; reading files, for one, sends them. */
const QUIET = new Set([
  'top',
  'attach',
  'detach',
  'archive-path',
  'extract-to-dir',
  'copy',
  'export',
  'resize',
  'commit',
]);

/** Whether an event of an Engine is about this node: its container, its state volume or one of its networks. */
export function concerns(event: EngineEvent, node: string, snapshot: NodeSnapshot): boolean {
  switch (event.type) {
    case 'container': {
      if (QUIET.has(event.action)) return false;
      const before = event.attributes.oldName?.replace(/^\//, '');
      return nodeOfName(event.name) === node || (before !== undefined && nodeOfName(before) === node);
    }
    case 'volume':
      return nodeOfName(event.name) === node && event.name.endsWith('_state');
    case 'network': {
      const { container } = snapshot;
      if (!container) return false;
      return event.attributes.container === container.id || container.networks.some(({ name }) => name === event.name);
    }
    case 'image':
      return false;
  }
}
