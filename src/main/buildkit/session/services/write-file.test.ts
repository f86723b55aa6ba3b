import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeExportFile } from './write-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-export-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function* chunks(...texts: readonly (string | Error)[]): AsyncGenerator<readonly Buffer[]> {
  for (const text of texts) {
    if (text instanceof Error) throw text;
    yield [Buffer.from(text.slice(0, 1)), Buffer.from(text.slice(1))];
  }
}

/** As it is done when the solve has succeeded. */
async function writeAndPlace(bytes: AsyncIterable<readonly Buffer[]>, path: string): Promise<void> {
  const held = await writeExportFile(bytes, path);
  if (held) renameSync(held.partial, held.place);
}

describe('writeExportFile', () => {
  it('writes the whole file beside its place, whatever the length of its name', async () => {
    const name = 'n'.repeat(255);
    const path = join(folder, name);
    writeFileSync(path, 'older');
    const held = await writeExportFile(chunks('one ', 'two'), path);
    expect(readFileSync(path, 'utf8')).toBe('older');
    expect(held?.place).toBe(path);
    renameSync(held?.partial ?? '', path);
    expect(readFileSync(join(folder, name), 'utf8')).toBe('one two');
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('leaves an older file, and nothing else, when it breaks off', async () => {
    const path = join(folder, 'out.tar');
    writeFileSync(path, 'older');
    await expect(writeExportFile(chunks('new', new Error('broken off')), path)).rejects.toThrow('broken off');
    expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual(['older', ['out.tar']]);
    await expect(writeExportFile(chunks(new Error('broken off')), join(folder, 'none'))).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['out.tar']);
  });

  it('refuses a folder, and one that is not there', async () => {
    await expect(writeExportFile(chunks('x'), folder)).rejects.toThrow();
    await expect(writeExportFile(chunks('x'), join(folder, 'no/such'))).rejects.toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.runIf(process.platform !== 'win32')('writes through a link, and into a device without replacing it', async () => {
    writeFileSync(join(folder, 'file'), 'older');
    symlinkSync('file', join(folder, 'link'));
    await writeAndPlace(chunks('new'), join(folder, 'link'));
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('new');
    expect(readdirSync(folder).sort()).toEqual(['file', 'link']);
    symlinkSync('/dev/null', join(folder, 'null'));
    await writeAndPlace(chunks('gone'), join(folder, 'null'));
    expect(readFileSync('/dev/null', 'utf8')).toBe('');
  });
});
