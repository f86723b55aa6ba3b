import type { Failure } from '../../../shared/contract/failure.ts';
import { cleanPath, parsePattern, trimSpace } from './fsutil/pattern.ts';
import { LARGEST_HEADERS } from './h2/frames.ts';

/** BuildKit 0.33.1 and later read no larger one (moby/buildkit frontend/dockerui/readfile.go). */
const LARGEST_FILE = 16 * 1024 * 1024;
/** Nor a line that does not fit into its scanner, with what ends it (moby/patternmatcher ignorefile/ignorefile.go, bufio.Scanner). */
const LONGEST_LINE = 64 * 1024 - 1;
/** Each takes about a microsecond of the thread that also serves the window. */
const MOST_TRIED = 5000;
/** What a header takes beside its value, at most: BuildKit sends each pattern as one. */
const HEADER = 8;

/**
 * Whether BuildKit can read an ignore file (`.dockerignore` or `<Dockerfile>.dockerignore`), and whether its patterns can reach this client,
 * which BuildKit sends them to, each as a header. Ask before the build starts: later there is only a broken stream. Undefined if all is well.
 */
export function checkIgnoreFile(text: string): Failure | undefined {
  if (Buffer.byteLength(text) > LARGEST_FILE) return refused('The ignore file is too large.');
  const lines = linesOf(text);
  const long = lines.find((line) => Buffer.byteLength(line) > LONGEST_LINE);
  if (long !== undefined) {
    return refused('A line of the ignore file is too long.', `It begins with ${long.slice(0, 40)}`);
  }
  const patterns = patternLines(lines);
  // All of them are escaped as soon as one is not ASCII.
  const lengthOf = /[^\0-\x7f]/.test(text) ? escapedLength : (pattern: string) => pattern.length;
  let size = 0;
  for (const pattern of patterns) size += lengthOf(pattern) + HEADER;
  if (size > LARGEST_HEADERS) {
    return refused('The ignore file is too large.', `It has ${patterns.length.toLocaleString('en')} patterns.`);
  }
  const malformed = patterns.slice(0, MOST_TRIED).find((pattern) => !isWellFormed(pattern));
  return malformed === undefined ? undefined : malformedLine(malformed);
}

/** The patterns of an ignore file as the frontend asks with them, malformed ones too. */
export function ignorePatterns(text: string): readonly string[] {
  return patternLines(linesOf(text)).map(patternOf);
}

function linesOf(text: string): readonly string[] {
  return text.replace(/^\ufeff/, '').split('\n');
}

function patternLines(lines: readonly string[]): readonly string[] {
  return lines
    .filter((line) => !line.startsWith('#'))
    .map(trimSpace)
    .filter((line) => line !== '');
}

/** What the frontend makes of a line (moby/patternmatcher, ignorefile/ignorefile.go). */
function patternOf(line: string): string {
  const exclusion = line.startsWith('!');
  const bare = exclusion ? trimSpace(line.slice(1)) : line;
  const cleaned = bare === '' ? '' : cleanPath(bare);
  const pattern = cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
  return exclusion ? `!${pattern}` : pattern;
}

/** One that is not fails the build. What is malformed in a way that shows only when it is tried is not looked for. */
function isWellFormed(line: string): boolean {
  try {
    parsePattern(patternOf(line), 'linux');
    return true;
  } catch {
    return false;
  }
}

function malformedLine(line: string): Failure {
  return {
    code: 'invalid-input',
    title: 'A line of the ignore file is no pattern.',
    meaning: 'BuildKit would refuse it, and the build would fail.',
    remedy: `Correct or remove the line ${line.slice(0, 80)}`,
    detail: line === '!' ? 'illegal exclusion pattern: "!"' : 'syntax error in pattern',
  };
}

/** Of Go's url.QueryEscape, without making the text. */
export function escapedLength(pattern: string): number {
  let length = 0;
  for (const byte of Buffer.from(pattern, 'utf8')) length += PLAIN[byte] === 1 ? 1 : 3;
  return length;
}

/** Bytes that stay one; a space becomes a plus sign. */
const PLAIN = new Uint8Array(256).map((_, byte) => (/[A-Za-z0-9_.~ -]/.test(String.fromCharCode(byte)) ? 1 : 0));

function refused(title: string, detail?: string): Failure {
  return {
    code: 'unsupported',
    title,
    meaning: 'BuildKit could not pass it on, and the build would fail.',
    remedy: 'Ignore whole folders in place of their files.',
    ...(detail === undefined ? {} : { detail }),
  };
}
