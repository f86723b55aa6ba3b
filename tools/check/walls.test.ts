import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSources } from './files.ts';
import { importsOf } from './imports.ts';
import { checkSizes, largestSize } from './sizes.ts';
import { checkWalls } from './walls.ts';

function faults(files: Readonly<Record<string, string>>): readonly string[] {
  const all = Object.entries(files).map(([path, text]) => ({ path, text }));
  return checkWalls(all).map(({ path, line, message }) => `${path}:${line} ${message}`);
}

describe('importsOf', () => {
  it('takes nothing out of a template', () => {
    expect(importsOf("const code = `\nimport a from 'a';\n`;\nimport 'b';")).toMatchObject([{ specifier: 'b' }]);
  });

  it('finds every way to import, with its line, and no comment or string', () => {
    const source = `// import 'comment-a';
/* import x from 'comment-b'; */
import a from 'a';
import {
  b,
} from 'b';
import 'c';
import type { D } from 'd';
export * from 'e';
export type { F } from 'f';
const g = await import('g');
type H = import('h').H;
const i = require('i');
vi.mock('j');
const text = "import k from 'k'";
import { type L } from 'l';
const slashes = 'https://x'; import('m');
`;
    const found = importsOf(source).map(({ specifier, line, typeOnly }) => `${specifier}${line}${typeOnly ? 't' : ''}`);
    expect(found).toEqual(['a3', 'b6', 'c7', 'd8t', 'e9', 'f10t', 'g11', 'h12', 'i13', 'j14', 'l16', 'm17']);
  });
});

describe('checkWalls', () => {
  it('lets what the house allows pass', () => {
    const allowed = {
      'src/shared/build/a.ts': `import { z } from 'zod'; import './b.ts';`,
      'src/main/engine/a.ts': `import { x } from '../../shared/contract/failure.ts'; import 'node:fs'; import './b/c.ts';`,
      'src/main/builds/a.ts': `import { x } from '../buildkit/index.ts'; import { y } from '../engine/index.ts';`,
      'src/main/desktop/a.ts': `import { app } from 'electron'; import '../ipc/index.ts';`,
      'src/main/index.ts': `import 'electron'; import './builds/index.ts'; import './desktop/index.ts';`,
      'src/preload/index.ts': `import { ipcRenderer } from 'electron';\nimport '../shared/contract/channels.ts';`,
      'src/renderer/app/a.tsx': `import { x } from '../../shared/build/a.ts'; import 'react'; import '../ui/b.tsx';`,
      'src/main/engine/a.itg.ts': `import { testbed } from '../../../tools/testbed/testbed.ts';`,
      'src/main/builders/testing/rig.ts': `import '../../../../tools/testbed/testbed.ts';`,
      'src/main/operations/a.itg.ts': `import '../builders/testing/rig.ts';`,
      'e2e/a.ts': `import '../src/main/engine/b/c.ts'; import 'electron';`,
    };
    expect(faults(allowed)).toEqual([]);
  });

  const forbidden: readonly (readonly [path: string, text: string, message: RegExp])[] = [
    [
      'src/main/engine/a.ts',
      `import '../buildkit/index.ts';`,
      /imports buildkit from engine: imports run downward only/,
    ],
    ['src/main/buildkit/a.ts', `import '../buildx/index.ts';`, /imports buildx from buildkit/],
    ['src/main/builders/a.ts', `export * from '../builds/index.ts';`, /imports builds from builders/],
    ['src/main/ipc/a.ts', `const x = await import('../desktop/index.ts');`, /imports desktop from ipc/],
    ['src/main/builds/a.ts', `import '../buildkit/dial/dial.ts';`, /enter src\/main\/buildkit through its index.ts/],
    ['src/main/builds/a.test.ts', `import '../buildkit/dial/dial.ts';`, /enter src\/main\/buildkit through/],
    ['src/main/index.ts', `import './builds/run.ts';`, /enter src\/main\/builds through/],
    ['src/main/builds/a.ts', `import '../index.ts';`, /no room knows what composes it/],
    ['src/main/builders/a.ts', `import './testing/rig.ts';`, /what tests share is not for the app/],
    ['src/main/engine/a.test.ts', `import '../builders/testing/rig.ts';`, /imports builders from engine/],
    ['src/main/cellar/a.ts', `import '../engine/index.ts';`, /cellar is no known room/],
    ['src/main/builds/a.ts', `import type { App } from 'electron';`, /names electron/],
    ['src/main/services.ts', `import type { App } from 'electron';`, /names electron/],
    ['src/main/ipc/a.ts', `type E = import('electron').Event;`, /names electron/],
    ['src/main/ipc/a.test.ts', `import 'electron/main';`, /names electron/],
    ['src/renderer/app/a.ts', `import 'electron';`, /names electron/],
    ['src/renderer/app/a.ts', `import '../../main/builds/index.ts';`, /src\/renderer imports src\/shared alone/],
    [
      'src/renderer/app/a.ts',
      `import type { X } from '../../preload/index.ts';`,
      /src\/renderer imports src\/shared alone/,
    ],
    ['src/renderer/app/a.ts', `import { join } from 'path';`, /uses nothing of Node/],
    ['src/shared/a.ts', `import { Buffer } from 'node:buffer';`, /uses nothing of Node/],
    ['src/shared/a.ts', `import '../main/engine/index.ts';`, /src\/shared imports nothing but itself/],
    ['src/main/engine/a.ts', `import '../../renderer/app/a.ts';`, /knows neither preload nor renderer/],
    ['src/main/engine/a.ts', `import '../../../tools/testbed/run.ts';`, /does not rest on what lies outside of src/],
    ['src/preload/index.ts', `import { z } from 'zod';`, /may require electron alone/],
    ['src/preload/index.ts', `import 'node:fs';`, /may require electron alone/],
  ];
  it.each(forbidden)('%s: %s', (path, text, message) => {
    const found = faults({ [path]: `\n${text}\n` });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
    expect(found[0]).toContain(`${path}:2 `);
  });

  it('follows what the preload imports', () => {
    const files = {
      'src/preload/index.ts': `import { names } from '../shared/contract/names.ts';`,
      'src/shared/contract/names.ts': `import type { A } from './types.ts';\nexport * from './schemas.ts';`,
      'src/shared/contract/types.ts': `import 'only-for-types';`,
      'src/shared/contract/schemas.ts': `import { z } from 'zod';`,
    };
    expect(faults(files)).toEqual([
      'src/shared/contract/schemas.ts:1 brings zod into the preload, by way of src/preload/index.ts, src/shared/contract/names.ts',
    ]);
  });
});

describe('checkSizes', () => {
  it('finds what is too large, except what is generated', () => {
    const text = 'x'.repeat(largestSize + 1);
    const paths = ['src/a.ts', 'src/main/buildkit/gen/a_pb.ts', 'package-lock.json', 'a.fixture.json'];
    expect(checkSizes(paths.map((path) => ({ path, text }))).map(({ path }) => path)).toEqual(['src/a.ts']);
    expect(checkSizes([{ path: 'src/a.ts', text: 'ü'.repeat(largestSize / 2) }])).toEqual([]);
  });
});

it('reads the files of this checkout', () => {
  const files = readSources(join(import.meta.dirname, '..', '..'));
  expect(files.map(({ path }) => path)).toContain('tools/check/walls.test.ts');
});
