/** A line of `docker buildx inspect`, with the heading that it stands under (`` where there is none). */
export interface InspectLine {
  readonly heading: string;
  readonly key: string;
  readonly value: string;
}

export interface InspectOutput {
  readonly builder: readonly InspectLine[];
  readonly node: readonly InspectLine[];
  /** Contents by path. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Reads what `docker --debug buildx inspect` prints of a builder with one node (docker/buildx commands/inspect.go). Throws
 * at a line that it cannot read, so that nothing is passed over.
 */
export function readInspectOutput(text: string): InspectOutput {
  const builder: InspectLine[] = [];
  const node: InspectLine[] = [];
  const files: Record<string, string> = {};
  let into = builder;
  let heading = '';
  let file: string | undefined;
  for (const line of text.split('\n').filter((one) => one !== '')) {
    if (line === 'Nodes:') {
      into = node;
      continue;
    }
    const named = /^File#(.+):$/.exec(line)?.[1];
    if (named !== undefined) {
      file = named;
      files[named] = '';
      continue;
    }
    const content = /^ > (.*)$/.exec(line)?.[1];
    if (content !== undefined && file !== undefined) {
      files[file] += `${content}\n`;
      continue;
    }
    const [, indent = '', key, value = ''] = /^( ?)(\S.*?):(?:\s+(.*))?$/.exec(line) ?? [];
    if (key === undefined) throw new Error(`Not understood: ${line}`);
    if (indent === '') heading = value === '' ? key : '';
    if (value !== '') into.push({ heading, key, value: value.trim() });
  }
  return { builder, node, files };
}
