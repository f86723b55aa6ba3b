import type { SourceFile, Violation } from './walls.ts';

/** Largest size of a source file in bytes: 20 kB. */
export const largestSize = 20_000;

/** Written by a program, or data: no size is asked of these. */
const exempt = [
  /^src\/main\/buildkit\/gen\//,
  /(^|\/)package-lock\.json$/,
  /\/go\.(sum|mod)$/,
  /\.fixture\.json$/,
  /^docs\//,
];

const source = /\.(ts|tsx|mts|cts|js|mjs|cjs|css|html|proto|json|sh)$/;

/** Finds source files that are larger than allowed. */
export function checkSizes(files: readonly SourceFile[]): readonly Violation[] {
  return files.flatMap(({ path, text }) => {
    const size = Buffer.byteLength(text);
    if (size <= largestSize || !source.test(path) || exempt.some((pattern) => pattern.test(path))) return [];
    return [{ path, line: 1, message: `has ${size} bytes: no source file is larger than ${largestSize}` }];
  });
}
