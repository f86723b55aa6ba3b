import { beforeEach, expect, test } from 'vitest';
import { back, forward, navigate, navigation, openOverlay } from './navigation.ts';

beforeEach(() => navigation.setState({ visited: [{ kind: 'builders' }], index: 0, overlay: undefined }));

const here = () => {
  const { visited, index } = navigation.getState();
  return visited[index];
};

test('back and forward walk what was visited, and a new place forgets what lay ahead', () => {
  navigate({ kind: 'builds' });
  navigate({ kind: 'build', key: 'a' });
  back();
  expect(here()).toEqual({ kind: 'builds' });
  forward();
  expect(here()).toEqual({ kind: 'build', key: 'a' });
  back();
  navigate({ kind: 'builder', name: 'x' });
  forward();
  expect(here()).toEqual({ kind: 'builder', name: 'x' });
});

test('the ends hold', () => {
  back();
  forward();
  expect(here()).toEqual({ kind: 'builders' });
});

test('going where one is adds nothing, and closes what lies over the page', () => {
  openOverlay({ kind: 'keys' });
  navigate({ kind: 'builders' });
  expect(navigation.getState()).toEqual({ visited: [{ kind: 'builders' }], index: 0, overlay: undefined });
  navigate({ kind: 'build', key: 'a' });
  navigate({ kind: 'build', key: 'b' });
  expect(navigation.getState().visited).toHaveLength(3);
});
