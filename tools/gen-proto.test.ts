import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { generateProto } from './gen-proto.ts';

const committed = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src/main/buildkit/gen');

function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

it('the generated messages are those of the proto files', () => {
  const out = mkdtempSync(join(tmpdir(), 'slipway-proto-'));
  try {
    generateProto(out);
    expect(filesOf(out)).toEqual(filesOf(committed));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}, 30_000);
