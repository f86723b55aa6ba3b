import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, linkSync, lutimesSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { bytesOfText, fsPath } from '../fsutil/names.ts';
import { openXattrs, type Xattr } from '../fsutil/xattr.ts';

/** A folder to be sent, as plain data: what it holds and what is to be ignored of it. */
export interface RandomTree {
  readonly entries: readonly RandomEntry[];
  /** Lines of the ignore file; without any there is no such file. */
  readonly ignore: readonly string[];
  /** As many lines more that match nothing, spread among the others. */
  readonly filler?: number;
  /** The ignore file lies beside the Dockerfile, with its name in front. */
  readonly beside?: boolean;
  /** What the Dockerfile copies, which BuildKit asks for by `followpaths`; nothing: all, unasked. */
  readonly copy?: readonly CopiedPath[];
}

/** The n-th path of the tree, with something behind it. */
export interface CopiedPath {
  readonly path: number;
  readonly rest: string;
}

export type RandomEntry = RandomNode & {
  readonly name: string;
  readonly mode: number;
  /** Seconds since 1970. */
  readonly mtime: number | undefined;
  readonly xattrs: readonly Xattr[];
};

type RandomNode =
  | { readonly kind: 'file'; readonly size: number; readonly sparse: boolean }
  | { readonly kind: 'folder'; readonly entries: readonly RandomEntry[] }
  | { readonly kind: 'link'; readonly target: string }
  /** Another name of a file that was made before, the n-th from the last. */
  | { readonly kind: 'name'; readonly back: number }
  | { readonly kind: 'pipe' }
  | { readonly kind: 'socket' }
  | { readonly kind: 'device' };

const NAMES = [
  ...['a', 'b', 'c', 'ab', 'a.b', 'a-b', 'a+b', 'A', 'b c', '.x', '.dockerignore.x', 'node_modules', 'x.log', 'y.log'],
  ...['ä', '日本', '\u{1F600}', '\uFFFD', 'e\u0301', '[x]', '{y}', '!z', '#h', '*', '?', '\\', 'a\\b', 'n\nl', ' s '],
  ...['\uDCFF', 'a\uDC80', 'ä\uDCC3', '%41', 'a+', '~', "it's", '"q"'],
];
const PATTERNS = [
  ...['*', '**', '**/*', '*/*', '**/a', 'a/**', '**/*.log', '*.log', 'node_modules', '/a', 'a/', './b', 'a/../b', '.'],
  ...[
    '?',
    '??',
    '[a-b]',
    '[^a]',
    '[x]',
    '\\[x\\]',
    'a*b',
    '*b*',
    '**/b c',
    'ä',
    '日*',
    '**/\u{1F600}',
    '{y}',
    '\\!z',
    '#h',
  ],
  ...['a\\\\b', '*+*', 'A', 'b/**/a', '**/x.log/**', '.*', '**/.x', '', '   ', ' a ', '\uFFFD', 'e\u0301', 'a b/c'],
];
const MODES = [0o644, 0o600, 0o755, 0o400, 0o777, 0o4755, 0o2755, 0o1777, 0o7777, 0o555, 0o0];
const SIZES = [0, 1, 11, 127, 128, 4095, 4096, 16_383, 70_000, 262_143, 262_144, 262_145, 700_001];
const TIMES = [0, 1, 1_000_000_000, 1_600_000_000.25, 1_700_000_000.123456, 4_000_000_000, -1, -86_400.5];
const TARGETS = [
  'a',
  'b',
  '../a',
  './c/../b',
  '/a',
  '/etc/passwd',
  'no/such',
  'ä',
  'c',
  'a/b',
  'b/../c/a',
  '/b/c',
  '.',
  '..',
  '../..',
  '\uDCFEx',
  'a'.repeat(300),
];

const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter(isName) },
  { weight: 1, arbitrary: fc.constantFrom('l'.repeat(255), 'ö'.repeat(120)) },
);
const xattr: fc.Arbitrary<Xattr> = fc.oneof(
  fc.record({
    name: fc.constantFrom('user.a', 'user.b', 'user.ä', 'user.com.apple.x'),
    value: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  }),
  // cap_net_raw+ep, as setcap writes it.
  fc.constant({ name: 'security.capability', value: Buffer.from('0100000200200000000000000000000000000000', 'hex') }),
);

const { entry } = fc.letrec<{ entry: RandomEntry; folder: RandomNode }>((tie) => ({
  entry: fc
    .tuple(
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        {
          weight: 5,
          arbitrary: fc.record({
            kind: fc.constant('file' as const),
            size: fc.constantFrom(...SIZES),
            sparse: fc.boolean(),
          }),
        },
        {
          weight: 2,
          arbitrary: fc.record({ kind: fc.constant('link' as const), target: fc.constantFrom(...TARGETS) }),
        },
        { weight: 2, arbitrary: fc.record({ kind: fc.constant('name' as const), back: fc.nat({ max: 3 }) }) },
        { weight: 1, arbitrary: fc.constantFrom<RandomNode>({ kind: 'pipe' }, { kind: 'socket' }, { kind: 'device' }) },
        { weight: 4, arbitrary: tie('folder') },
      ),
      fc.record({
        name,
        mode: fc.oneof(
          { weight: 2, arbitrary: fc.constant(0o644) },
          { weight: 1, arbitrary: fc.constantFrom(...MODES) },
        ),
        mtime: fc.option(fc.constantFrom(...TIMES), { nil: undefined, freq: 2 }),
        xattrs: fc.oneof(
          { weight: 4, arbitrary: fc.constant([]) },
          { weight: 1, arbitrary: fc.array(xattr, { maxLength: 3 }) },
        ),
      }),
    )
    .map(([node, rest]) => ({ ...(node as RandomNode), ...rest })),
  folder: fc.record({
    kind: fc.constant('folder' as const),
    entries: fc.uniqueArray(tie('entry'), { selector: ({ name: one }) => one, maxLength: 6 }),
  }) as fc.Arbitrary<RandomNode>,
}));

const pattern = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...PATTERNS) },
  { weight: 2, arbitrary: fc.constantFrom(...NAMES.filter((one) => !one.includes('\n'))) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.constantFrom('*', '**', 'a', 'b', 'c', '?', 'ä', 'ab', '.x', '[a-c]', 'a*'), {
        minLength: 2,
        maxLength: 4,
      })
      .map((parts) => parts.join('/')),
  },
);
/** A mark of the encoding, blanks before a sign, and ends of lines as Windows and careless hands write them. */
const line = fc
  .tuple(
    fc.constantFrom('', '', '', '!', '!', '/', '!/', '#', ' ', ' !', '! ', ' #', '\uFEFF', '!!'),
    pattern,
    fc.oneof(
      { weight: 5, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.constantFrom('\r', ' ', '\t', '/', '/**') },
    ),
  )
  .map((parts) => parts.join(''));

const copied = fc.record({
  path: fc.nat({ max: 20 }),
  // Without a star it has to be there, which most are not once something is ignored.
  rest: fc.constantFrom('', '', '*', '*', '*', '/*', '/a*', '/', '/../a*', '/*/*', '?'),
});

export const randomTree: fc.Arbitrary<RandomTree> = fc.record({
  entries: fc.uniqueArray(entry, { selector: ({ name: one }) => one, minLength: 1, maxLength: 8 }),
  ignore: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 4, arbitrary: fc.array(line, { maxLength: 8 }) },
  ),
  // Enough of them that the daemon's header is cut into frames.
  filler: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 100, max: 3000 }) },
  ),
  beside: fc.boolean(),
  copy: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(copied, { minLength: 1, maxLength: 3 }) },
  ),
});

/** The Dockerfile that copies what is to be copied of a tree. */
export function dockerfileOf({ entries, copy = [] }: RandomTree): string {
  const paths = entries.flatMap((one) => pathsOf(one, '')).filter((path) => path.isWellFormed());
  const sources = paths.length === 0 ? [] : copy.map(({ path, rest }) => `${paths[path % paths.length]}${rest}`);
  return `FROM scratch\nCOPY ${sources.length === 0 ? '. /' : JSON.stringify([...sources, '/'])}\n`;
}

function pathsOf(entry: RandomEntry, folder: string): readonly string[] {
  const path = `${folder}${entry.name}`;
  return entry.kind === 'folder' ? [path, ...entry.entries.flatMap((one) => pathsOf(one, `${path}/`))] : [path];
}

/** Makes it below an empty folder; needs root for a device and for a capability. Gives the way to end what sockets listen. */
export async function makeRandomTree(root: string, tree: RandomTree): Promise<() => void> {
  const xattrs = openXattrs();
  const files: string[] = [];
  const servers: net.Server[] = [];
  const make = async (folder: string, entry: RandomEntry): Promise<void> => {
    const path = `${folder}/${entry.name}`;
    const place = fsPath(path);
    switch (entry.kind) {
      case 'file':
        writeFileSync(place, Buffer.alloc(entry.sparse ? Math.min(entry.size, 7) : entry.size, `${entry.size}`));
        if (entry.sparse) truncateSync(place, entry.size);
        files.push(path);
        break;
      case 'folder':
        mkdirSync(place);
        for (const child of entry.entries) await make(path, child);
        break;
      case 'link':
        symlinkSync(bytesOfText(entry.target), place);
        break;
      case 'name': {
        const first = files.at(-1 - entry.back);
        if (first === undefined) writeFileSync(place, 'first');
        else linkSync(fsPath(first), place);
        break;
      }
      case 'socket':
        await listen(place, servers);
        break;
      default:
        special(entry.kind, place);
    }
    if (entry.kind !== 'link') chmodSync(place, entry.mode);
    for (const attribute of entry.xattrs) xattrs?.write(path, attribute);
    if (entry.mtime !== undefined) lutimesSync(place, entry.mtime, entry.mtime);
  };
  for (const one of tree.entries) await make(root, one);
  const ignore = ignoreFileOf(tree);
  if (ignore !== undefined && tree.beside !== true) writeFileSync(join(root, '.dockerignore'), ignore);
  return () => {
    for (const server of servers) server.close();
  };
}

/** Undefined where there is nothing to ignore. */
export function ignoreFileOf({ ignore, filler = 0 }: RandomTree): Buffer | undefined {
  if (ignore.length + filler === 0) return undefined;
  const lines = Array.from({ length: filler }, (_, index) => `${index % 7 === 0 ? '!' : ''}no/such/ä-${index}/**/x`);
  ignore.forEach((one, index) => {
    lines.splice(Math.floor((index * filler) / ignore.length) + index, 0, one);
  });
  return bytesOfText(lines.join('\n'));
}

/** A socket's path may take 107 bytes. */
async function listen(place: string | Buffer, servers: net.Server[]): Promise<void> {
  if (typeof place !== 'string' || Buffer.byteLength(place) > 100) {
    writeFileSync(place, '');
    return;
  }
  const server = net.createServer().listen(place);
  servers.push(server);
  await once(server, 'listening');
}

/** A program is given its arguments as text; names that are no UTF-8 are for files. */
function special(kind: 'pipe' | 'device', place: string | Buffer): void {
  if (typeof place !== 'string') writeFileSync(place, '');
  else if (kind === 'pipe') execFileSync('mkfifo', ['--', place]);
  else execFileSync('mknod', ['--', place, 'c', '1', '3']);
}

function isName(text: string): boolean {
  return text !== '.' && text !== '..' && !/[/\0]/.test(text) && text.isWellFormed() && Buffer.byteLength(text) < 200;
}
