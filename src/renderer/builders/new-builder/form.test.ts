import { expect, test } from 'vitest';
import { createBuilderSchema } from '../../../shared/actions/index.ts';
import { GIGABYTE } from '../../../shared/options/index.ts';
import { actionOf, type NewBuilderForm, OWN_ADDRESS, resolve } from './form.ts';

const form: NewBuilderForm = {
  name: 'workbench',
  endpoint: 'default',
  url: '',
  image: '',
  memory: 4 * GIGABYTE,
  cpus: 1.5,
  unread: { memory: undefined, cpus: undefined },
  chosen: { memory: true, cpus: true },
  network: '',
  use: true,
  existing: 'ask',
};
const facts = { contexts: ['default', 'arm'], currentContext: 'default', builders: [] };

test('the action says what differs from the usual, and is one that main takes', () => {
  const action = actionOf(form, 'default');
  expect(createBuilderSchema.parse(action)).toEqual(action);
  expect(action).toMatchObject({
    endpoint: '',
    options: { memory: '4g', 'cpu-quota': '150000', 'cpu-period': '100000' },
    use: true,
    boot: true,
  });
  expect(
    actionOf({ ...form, memory: undefined, cpus: undefined, image: 'moby/buildkit:buildx-stable-1' }, 'default')
      .options,
  ).toEqual({});
  expect(actionOf({ ...form, endpoint: 'arm', network: 'host' }, 'default')).toMatchObject({
    endpoint: 'arm',
    options: { network: 'host' },
  });
  expect(actionOf({ ...form, endpoint: OWN_ADDRESS, url: ' ssh://me@there ' }, 'default').endpoint).toBe(
    'ssh://me@there',
  );
});

test('errors stand at the field they belong to', () => {
  expect(Object.keys(resolve(form, facts).errors)).toEqual([]);
  expect(Object.keys(resolve({ ...form, name: '9lives' }, facts).errors)).toEqual(['name']);
  expect(Object.keys(resolve({ ...form, endpoint: OWN_ADDRESS }, facts).errors)).toEqual(['url']);
  expect(Object.keys(resolve({ ...form, endpoint: OWN_ADDRESS, url: 'ftp://x' }, facts).errors)).toEqual(['url']);
  const unread = { memory: 'a lot', cpus: '' };
  expect(Object.keys(resolve({ ...form, unread }, facts).errors)).toEqual(['memory', 'cpus']);
  expect(Object.keys(resolve({ ...form, image: 'Not An Image' }, facts).errors)).toEqual(['image']);
  expect(Object.keys(resolve({ ...form, network: 'gone' }, { ...facts, networks: ['bridge'] }).errors)).toEqual([
    'network',
  ]);
});
