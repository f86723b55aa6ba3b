import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../../../shared/contract/failure.ts';
import { queryEscape } from './grpc/headers.ts';
import { LARGEST_FRAME } from './h2/join-headers.ts';

/** BuildKit 0.33.1 and later read no larger one (moby/buildkit frontend/dockerui/readfile.go). */
const LARGEST_FILE = 16 * 1024 * 1024;
/** nghttp2 takes no longer header value. */
const LONGEST_PATTERN = 65_000;
/** What a header takes beside its value, at most: BuildKit sends each pattern as one. */
const HEADER = 8;

/**
 * Whether the patterns of an ignore file (`.dockerignore` or `<Dockerfile>.dockerignore`) can reach this client, which BuildKit sends them
 * to, each as a header. Ask before the build starts: later there is only a broken stream. Undefined if they can.
 */
export function checkIgnoreFile(text: string): Failure | undefined {
  const patterns = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .filter((line) => line !== '');
  // All of them are escaped as soon as one is not ASCII.
  const escaped = /[^\0-\x7f]/.test(text) ? patterns.map(queryEscape) : patterns;
  const longest = escaped.findIndex((pattern) => pattern.length > LONGEST_PATTERN);
  if (longest >= 0) {
    return refused('A line of the ignore file is too long.', `It begins with ${patterns[longest]?.slice(0, 40)}`);
  }
  const size = escaped.reduce((sum, pattern) => sum + pattern.length + HEADER, 0);
  if (size <= LARGEST_FRAME && Buffer.byteLength(text) <= LARGEST_FILE) return undefined;
  return refused('The ignore file is too large.', `It has ${patterns.length.toLocaleString('en')} patterns.`);
}

function refused(title: string, detail: string): Failure {
  return {
    code: 'unsupported',
    title,
    meaning: 'BuildKit could not pass it on, and the build would fail.',
    remedy: 'Ignore whole folders in place of their files.',
    detail,
  };
}

/** A file below this size makes headers that fit into the frames that nghttp2 takes, whatever is in it. */
const SMALL = 32 * 1024;

/** True if an ignore file lies in one of the folders that makes larger headers than HTTP/2 usually has. */
export function hasLargeIgnoreFile(folders: Iterable<string>): boolean {
  return [...folders].some((folder) => {
    try {
      return readdirSync(folder)
        .filter((name) => name.endsWith('.dockerignore'))
        .some((name) => (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0) > SMALL);
    } catch {
      // Whoever sends the folder says why it cannot be read.
      return false;
    }
  });
}
