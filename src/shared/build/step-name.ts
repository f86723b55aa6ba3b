import { instructionText, oneLine } from './instruction-text.ts';
import { plainName } from './plain-names.ts';

/** What the name of a vertex tells. */
export interface StepName {
  /** `other`: made neither by an instruction of a Dockerfile nor by a part of BuildKit that is known here. */
  readonly kind: 'prepare' | 'stage' | 'result' | 'other';
  /** Name of the Dockerfile stage; empty for the other kinds. */
  readonly stage: string;
  readonly platform?: string;
  readonly position?: { readonly index: number; readonly of: number };
  readonly keyword: string;
  readonly text: string;
  /** Place among the steps of its kind where nothing else orders them. */
  readonly rank: number;
  /** A result step that takes over what an export has made, such as loading it into Docker. */
  readonly takesExport?: true;
}

/**
 * `[<platform>[-><target>] <stage> <i>/<n>] <CMD …>`, as `prefixCommand` of moby/buildkit
 * (frontend/dockerfile/dockerfile2llb/convert.go) writes it. Platform only where several were asked for; no stage name in a
 * Dockerfile with a single unnamed one; i is padded with blanks.
 */
const INSTRUCTION =
  /^\[\s*(?:([a-z0-9_]+(?:\([^)]*\))?\/[^\s\]]+)\s+)?(?:([^\s\]]+)\s+)?(\d+)\/(\d+)\] ((?:ONBUILD |LINK )*)(\S+)\s*([\s\S]*)$/;

/** The one stage of a Dockerfile that has a single unnamed one. BuildKit itself calls it so where it needs a name. */
const ONLY_STAGE = 'stage-0';

/** Characters of a name that are read: a line is shown of it, and what stands further on says nothing of that. */
const LONGEST = 4096;

export function readStepName(whole: string): StepName {
  const name = whole.slice(0, LONGEST);
  const match = INSTRUCTION.exec(name);
  if (match === null) return plainName(name) ?? { kind: 'other', stage: '', keyword: '', text: oneLine(name), rank: 0 };
  const [, platform, stage = ONLY_STAGE, index = '0', of = '0', , word = '', rest = ''] = match;
  const keyword = word.toUpperCase();
  return {
    kind: 'stage',
    stage,
    ...(platform !== undefined && { platform }),
    position: { index: Number(index), of: Number(of) },
    keyword,
    text: instructionText(keyword, rest),
    rank: Number(index),
  };
}
