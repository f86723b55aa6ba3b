import { expect, test } from 'vitest';
import type { NodeContainer } from '../../shared/contract/index.ts';
import type { EngineEvent } from '../engine/index.ts';
import { concerns } from './route-event.ts';

const snapshot = {
  status: 'running' as const,
  container: { id: 'ID', networks: [{ name: 'net', address: '' }] } as unknown as NodeContainer,
};

function event(
  type: EngineEvent['type'],
  action: string,
  name: string,
  attributes: Record<string, string> = {},
): EngineEvent {
  return { type, action, name, attributes, id: '', at: 0 };
}

test.each([
  [event('container', 'die', 'buildx_buildkit_b0'), true],
  [event('container', 'rename', 'other', { oldName: '/buildx_buildkit_b0' }), true],
  [event('container', 'die', 'buildx_buildkit_b01'), false],
  [event('container', 'archive-path', 'buildx_buildkit_b0'), false],
  [event('volume', 'create', 'buildx_buildkit_b0_state'), true],
  [event('volume', 'create', 'buildx_buildkit_b0'), false],
  [event('network', 'connect', 'x', { container: 'ID' }), true],
  [event('network', 'destroy', 'net'), true],
  [event('network', 'connect', 'x', { container: 'other' }), false],
  [event('image', 'pull', 'buildx_buildkit_b0'), false],
])('%j: %s', (one, expected) => {
  expect(concerns(one, 'b0', snapshot)).toBe(expected);
});
