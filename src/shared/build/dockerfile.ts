import { type Arg, DockerfileParser, type From } from 'dockerfile-ast';

/** What a form needs to know of a Dockerfile. Not a checker: what cannot be read is left out. */
export interface DockerfileOutline {
  readonly stages: readonly DockerfileStage[];
  /** Every ARG once, in the order of the file, with the first default that is given. */
  readonly args: readonly DockerfileArg[];
  /** Image of the frontend that a `# syntax=` line asks for. */
  readonly syntax?: string;
}

export interface DockerfileStage {
  /** As BuildKit knows it, in lower case; empty when it has none. */
  readonly name: string;
  readonly index: number;
  /** 1-based line of its FROM. */
  readonly line: number;
  /** Last line that belongs to it, 1-based. */
  readonly lastLine: number;
  /** Image or stage that it starts from, as written: variables are not filled in. */
  readonly base: string;
  readonly platform?: string;
}

export interface DockerfileArg {
  readonly name: string;
  readonly defaultValue?: string;
  /** 1-based line of its first ARG. */
  readonly line: number;
}

export function parseDockerfile(text: string): DockerfileOutline {
  // A carriage return alone ends no line for BuildKit, which counts them.
  const file = DockerfileParser.parse(text.replace(/^\ufeff/, '').replace(/\r(?!\n)/g, ' '));
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  const froms = file.getFROMs();
  const syntax = file
    .getDirectives()
    .find((directive) => directive.getDirective() === 'syntax')
    ?.getValue();
  return {
    stages: froms.map((from, index) => {
      const next = froms[index + 1];
      const lastLine = next === undefined ? Math.max(lineOf(from), lines) : lineOf(next) - 1;
      return { ...stageOf(from), index, lastLine };
    }),
    args: argsOf([...file.getInitialARGs(), ...file.getARGs()]),
    ...(syntax ? { syntax } : {}),
  };
}

function stageOf(from: From): Omit<DockerfileStage, 'index' | 'lastLine'> {
  const platform = from.getPlatformFlag()?.getValue();
  return {
    name: (from.getBuildStage() ?? '').toLowerCase(),
    line: lineOf(from),
    base: from.getImage() ?? '',
    ...(platform ? { platform } : {}),
  };
}

function argsOf(instructions: readonly Arg[]): readonly DockerfileArg[] {
  const found = new Map<string, DockerfileArg>();
  for (const instruction of [...new Set(instructions)].sort((a, b) => lineOf(a) - lineOf(b))) {
    for (const property of instruction.getProperties()) {
      const name = property.getName();
      const value = property.getValue();
      const known = found.get(name);
      const defaultValue = known?.defaultValue ?? value ?? undefined;
      found.set(name, {
        name,
        line: known?.line ?? lineOf(instruction),
        ...(defaultValue !== undefined && { defaultValue }),
      });
    }
  }
  return [...found.values()];
}

function lineOf(instruction: From | Arg): number {
  return instruction.getRange().start.line + 1;
}
