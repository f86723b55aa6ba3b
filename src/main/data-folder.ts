import { lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Failure } from '../shared/contract/index.ts';

/** Where the services keep what is theirs, each in a folder of its own. */
const PARTS = ['', 'spool', 'journal', 'builds'];

export interface DataFolder {
  /** One that can be written. */
  readonly folder: string;
  /** Why it is not the wanted one, in words for the window. */
  readonly trouble?: Failure;
}

/**
 * The app's own folder if it can be written, else one among the temporary files, so that the window opens in every case and says it there.
 * Asked before anything of the app writes, Electron's own parts too.
 *
 * @param temporary folder of temporary files @throws where nothing can be written there either
 */
export function usableDataFolder(wanted: string, temporary: string = tmpdir()): DataFolder {
  const fault = faultOf(wanted);
  if (fault === undefined) return { folder: wanted };
  const folder = ownTemporary(temporary);
  return { folder, trouble: troubleOf(wanted, folder, fault) };
}

/** What stands against writing there; undefined if nothing does. A root's start can leave a part that is not the person's own. */
function faultOf(folder: string): NodeJS.ErrnoException | undefined {
  try {
    for (const part of PARTS) {
      const path = join(folder, part);
      mkdirSync(path, { recursive: true, mode: 0o700 });
      const probe = join(path, `.probe-${process.pid}`);
      writeFileSync(probe, 'x', { mode: 0o600 });
      rmSync(probe);
    }
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

/** The same at each start, so that work which one has left unfinished is known to the next; never one that somebody else has laid there. */
function ownTemporary(temporary: string): string {
  const user = process.getuid?.();
  const folder = join(temporary, user === undefined ? 'slipway-data' : `slipway-${user}`);
  mkdirSync(temporary, { recursive: true });
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch {
    const found = lstatSync(folder, { throwIfNoEntry: false });
    const ours =
      found?.isDirectory() === true && (user === undefined || (found.uid === user && (found.mode & 0o077) === 0));
    if (!ours) return mkdtempSync(`${folder}-`);
  }
  const fault = faultOf(folder);
  if (fault) throw fault;
  return folder;
}

function troubleOf(wanted: string, folder: string, fault: NodeJS.ErrnoException): Failure {
  const full = fault.code === 'ENOSPC' || fault.code === 'EDQUOT';
  return {
    code: 'data-unwritable',
    title: full ? 'The disk of Slipway’s own folder is full.' : 'Slipway cannot write to its own folder.',
    meaning:
      `Builders and builds work. What belongs in ${wanted} is kept in ${folder} meanwhile, which may not outlast a restart of this computer: ` +
      'notes on builds started here, and what to do about work that is cut off. What is in the other folder is not looked at.',
    remedy: full
      ? 'Make room on that disk, then start Slipway again.'
      : 'Make that folder writable for you, then start Slipway again.',
    detail: fault.message,
  };
}
