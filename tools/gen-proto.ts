// Generates src/main/buildkit/gen from src/main/buildkit/proto: `npm run gen`, or `npm run gen -- --out DIR` to compare.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Generates JavaScript with declarations beside it, not TypeScript: generated enums are no erasable syntax, and Node runs our
 * sources unbundled.
 */
export function generateProto(out: string): void {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const template = {
    version: 'v2',
    plugins: [
      {
        local: [process.execPath, join(root, 'node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es')],
        out,
        opt: ['target=js+dts', 'import_extension=js'],
      },
    ],
  };
  const buf = join(root, 'node_modules/@bufbuild/buf/bin/buf');
  execFileSync(process.execPath, [buf, 'generate', 'src/main/buildkit/proto', '--template', JSON.stringify(template)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}` },
  });
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  generateProto(values.out === undefined ? join(root, 'src/main/buildkit/gen') : resolve(values.out));
}
