import { expect, it } from 'vitest';
import { exportFailure } from './export-failure.ts';

const failing = (code: string) => Object.assign(new Error(`${code}: it went wrong`), { code });

it('tells a full disk of this side from one of the Engine', () => {
  const here = exportFailure({ kind: 'file', path: '/here/image.tar' }, failing('ENOSPC'));
  expect(here.title).toBe('There is no space left for the result.');
  expect(here.meaning).toContain('/here/image.tar');
  expect(here.meaning).toContain('as it was');
  const engine = { kind: 'engine-load', engine: { kind: 'socket', path: '/s' } } as const;
  const there = exportFailure(engine, new Error('write /var/lib/docker/tmp/x: no space left on device'));
  expect(there.title).toBe('The Docker Engine has no space left for the image.');
  expect(exportFailure(engine, new Error('invalid tar header')).title).toBe(
    'The image could not be loaded into Docker.',
  );
});

it('does not promise that a folder is as it was', () => {
  const failure = exportFailure({ kind: 'folder', path: '/out' }, failing('EDQUOT'));
  expect(failure.meaning).toContain('as far as you may use it');
  expect(failure.meaning).not.toContain('as it was');
});

it('keeps the words of the system where it has none of its own', () => {
  const failure = exportFailure({ kind: 'file', path: '/out' }, failing('EIO'));
  expect(failure).toEqual({
    code: 'exporter-failed',
    title: 'The result could not be written.',
    detail: 'EIO: it went wrong',
  });
  expect(exportFailure({ kind: 'file', path: '/out' }, failing('EACCES')).remedy).toContain('another place');
});
