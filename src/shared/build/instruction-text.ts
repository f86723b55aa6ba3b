/** What a step shows beside its keyword: short, on one line. The whole text stays in the step's name. */
export function instructionText(keyword: string, rest: string): string {
  switch (keyword) {
    case 'FROM':
      return oneLine(imageText(rest.replace(/^--\S+\s+/, '')));
    case 'RUN':
      return runText(splitFlags(rest).rest);
    case 'COPY':
    case 'ADD':
      return oneLine(copyText(rest));
    default:
      return oneLine(rest);
  }
}

/** An image by its last path part, without its digest: `node:24` of `docker.io/library/node:24@sha256:…`. */
export function imageText(reference: string): string {
  const name = reference.trim().replace(/^[a-z-]+:\/\//, '');
  const withoutDigest = name.replace(/@[a-z0-9+._-]+:[0-9a-f]{32,}$/i, '');
  return withoutDigest.slice(withoutDigest.lastIndexOf('/') + 1) || name;
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function runText(command: string): string {
  const words = jsonWords(command);
  if (words !== undefined) return oneLine(words.join(' '));
  // BuildKit names a RUN with a here-document by its first line, in parentheses (dockerfile2llb, summarizeHeredoc).
  const summary = /^<<-?(["']?)[\w.-]+\1\s*\(([\s\S]*)\)$/.exec(command.trim())?.[2];
  if (summary !== undefined) return oneLine(summary);
  const content = /^<<-?(["']?)[\w.-]+\1[ \t]*\n\s*([\s\S]*)$/.exec(command)?.[2];
  if (content !== undefined) return oneLine(content.split('\n', 1)[0] ?? '');
  return oneLine(command);
}

function copyText(rest: string): string {
  const { flags, rest: paths } = splitFlags(rest);
  const from = flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length);
  if (from !== undefined) return `from ${imageText(from)}`;

  const words = jsonWords(paths) ?? paths.split('\n', 1)[0]?.trim().split(/\s+/) ?? [];
  const sources = words.slice(0, -1);
  const target = words.at(-1) ?? '';
  const [first = target] = sources;
  if (sources.length > 1) return `${sourceText(first, target)} and ${sources.length - 1} more`;
  return first === '.' || first === './' ? `. ${target}` : sourceText(first, target);
}

function sourceText(source: string, target: string): string {
  // A here-document is a file made on the spot: the name that it gets says more than the name of its end mark.
  if (source.startsWith('<<')) return lastPart(target);
  if (/^[a-z+]+:\/\//i.test(source)) return lastPart(source);
  return source.replace(/^\.\/(?=.)/, '').replace(/(?<=.)\/$/, '');
}

function lastPart(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('/') + 1) || path;
}

/** Flags in front of what an instruction takes: `--mount=type=cache,target=/x RUN …`. */
function splitFlags(text: string): { readonly flags: readonly string[]; readonly rest: string } {
  const flags: string[] = [];
  let rest = text.trimStart();
  for (;;) {
    const flag = /^--[a-z][a-z-]*(?:=(?:"[^"]*"|'[^']*'|\S)*)?(?=\s|$)/i.exec(rest)?.[0];
    if (flag === undefined) return { flags, rest };
    flags.push(flag);
    rest = rest.slice(flag.length).trimStart();
  }
}

/** Words of the exec form `["a","b"]`; undefined when it is not that. */
function jsonWords(text: string): readonly string[] | undefined {
  if (!text.trimStart().startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((word) => typeof word === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}
