import { expect, test } from 'vitest';
import type { CreateBuilder } from '../../shared/actions/schemas.ts';
import { type CreateFacts, planCreate } from './plan-create.ts';

const action: CreateBuilder = {
  kind: 'create-builder',
  name: 'Mine',
  endpoint: '',
  options: {},
  flags: [],
  platforms: [],
  use: false,
  boot: true,
  existingState: 'ask',
};

const facts: CreateFacts = {
  contextNames: ['default', 'box'],
  existingBuilder: undefined,
  endpoint: 'unix:///d.sock',
  engine: { cpus: 2, memory: 4 * 2 ** 30, cgroupDriver: 'cgroupfs', swapLimit: true, containerdImageStore: false },
  containerExists: false,
  volumeExists: false,
  files: null,
  tomlEntitlements: [],
  currentKey: 'unix:///d.sock',
  currentBefore: '',
};

const ids = (plan: ReturnType<typeof planCreate>) => plan.steps.map(({ id }) => id);

test('a plain builder: what buildx would store, saved before it is booted', () => {
  const plan = planCreate(action, facts);
  expect(plan).toMatchObject({
    node: 'mine0',
    container: 'buildx_buildkit_mine0',
    volume: 'buildx_buildkit_mine0_state',
    emptiesVolume: false,
    keepsVolume: false,
    useKey: null,
  });
  expect(plan.instance).toEqual({
    name: 'Mine',
    driver: 'docker-container',
    nodes: [
      {
        name: 'mine0',
        endpoint: 'unix:///d.sock',
        platforms: null,
        driverOpts: null,
        flags: ['--allow-insecure-entitlement=network.host'],
        files: null,
      },
    ],
    dynamic: false,
  });
  expect(ids(plan)).toEqual(['write-store', 'pull', 'create', 'copy', 'start', 'ready']);
});

test('flags are null where nothing is to be stored, as in Go', () => {
  const plan = planCreate(action, { ...facts, tomlEntitlements: ['network.host'] });
  expect(plan.instance.nodes[0]?.flags).toBeNull();
});

test('it becomes current last, and without a boot is only saved', () => {
  expect(ids(planCreate({ ...action, use: true }, facts)).at(-1)).toBe('use');
  expect(ids(planCreate({ ...action, use: true, boot: false }, facts))).toEqual(['write-store', 'use']);
});

test('a state volume that is there is asked about, used or deleted first', () => {
  const there = { ...facts, volumeExists: true };
  expect(() => planCreate(action, there)).toThrow('has left its state');
  expect(planCreate({ ...action, existingState: 'use' }, there)).toMatchObject({
    keepsVolume: true,
    emptiesVolume: false,
  });
  const empty = planCreate({ ...action, existingState: 'empty' }, there);
  expect(empty).toMatchObject({ keepsVolume: false, emptiesVolume: true });
  expect(ids(empty)[0]).toBe('delete-state');
  expect(ids(planCreate({ ...action, existingState: 'empty' }, facts))).not.toContain('delete-state');
});

test.each([
  [{ name: 'box' }, {}, 'builder-exists', 'name'],
  [{ name: 'default' }, {}, 'invalid-input', 'name'],
  [{ name: 'a b' }, {}, 'invalid-input', 'name'],
  [{}, { existingBuilder: 'MINE' }, 'builder-exists', 'name'],
  [{ existingState: 'use' }, { containerExists: true }, 'conflict', 'name'],
  [{ options: { memory: '' } }, {}, 'invalid-input', 'memory'],
  [{ options: { 'memory-swap': '1g' } }, {}, 'invalid-input', 'memory-swap'],
  [{ options: { 'cpuset-cpus': '0-3' } }, {}, 'invalid-input', 'cpuset-cpus'],
] as const)('%j with %j is refused', (more, changed, code, field) => {
  expect(() => planCreate({ ...action, ...(more as Partial<CreateBuilder>) }, { ...facts, ...changed })).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code, field }) }),
  );
});
