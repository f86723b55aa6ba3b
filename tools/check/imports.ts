/** One import of a file: what it names, on which line, and whether only types come through it. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  readonly typeOnly: boolean;
}

/** Replaces comments and template texts by spaces; line breaks and strings stay, so that positions hold. */
export function blankComments(source: string): string {
  // A string or template is matched first, so that `//` inside of it does not count as a comment.
  const pattern = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return source.replace(pattern, (found) => (/^[/`]/.test(found) ? found.replace(/[^\n]/g, ' ') : found));
}

// `import x from 'y'`, `import 'y'`, `export … from 'y'`; the statement begins its line.
const statement =
  /^[ \t]*(?:import|export)\b(?<clause>[^'"`;=()]*?)(?:\bfrom\s*)?(?<quote>['"])(?<name>[^'"\n]+)\k<quote>/gm;
// `import('y')` in code and in types, `require('y')`, and vitest's module mocks.
const call =
  /(?:\bimport|\brequire|\bvi\.(?:mock|doMock|importActual))\s*\(\s*(?<quote>['"])(?<name>[^'"\n]+)\k<quote>/g;

/** Finds all imports of a TypeScript or JavaScript source. */
export function importsOf(source: string): readonly Import[] {
  const code = blankComments(source);
  const lineAt = (index: number) => code.slice(0, index).split('\n').length;
  const found: Import[] = [];
  for (const match of code.matchAll(statement)) {
    const clause = match.groups?.clause ?? '';
    const specifier = match.groups?.name ?? '';
    const end = (match.index ?? 0) + match[0].length;
    found.push({ specifier, line: lineAt(end - specifier.length - 1), typeOnly: /^\s+type\b/.test(clause) });
  }
  for (const match of code.matchAll(call)) {
    found.push({ specifier: match.groups?.name ?? '', line: lineAt(match.index ?? 0), typeOnly: false });
  }
  return found.sort((one, other) => one.line - other.line);
}
