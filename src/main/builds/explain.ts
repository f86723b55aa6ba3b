import type { BuildFailure, Failure, SourceExcerpt } from '../../shared/contract/index.ts';
import type { ErrorSource, RpcStatus } from '../buildkit/index.ts';
import { CONNECTION_LOST } from './explain-loss.ts';

/** Lines of the Dockerfile shown before and after the failing ones. */
const AROUND = 3;

/**
 * Why a build failed, in plain words, from the status that BuildKit gave. What no rule here can prove stays BuildKit's own
 * text (solver/errdefs and frontend/dockerfile of moby/buildkit give the texts).
 */
export function explainFailure(status: RpcStatus): BuildFailure {
  const source = excerptOf(status.sources);
  return {
    failure: { code: 'build-failed', ...headline(status), detail: status.message },
    ...(status.vertex === undefined ? {} : { step: status.vertex }),
    ...(status.exitCode === undefined ? {} : { exitCode: status.exitCode }),
    ...(source === undefined ? {} : { source }),
  };
}

/** True when the build ended because somebody cancelled it: code 1, or BuildKit's own suffix. */
export function isCancelled(status: Pick<RpcStatus, 'code' | 'message'>): boolean {
  return status.code === 1 || status.message.trimEnd().endsWith('context canceled');
}

type Headline = Pick<Failure, 'title'> & Partial<Pick<Failure, 'meaning' | 'remedy' | 'command'>>;

/** What BuildKit itself could not write. */
const DISK_FULL: Headline = {
  title: "The builder's disk is full.",
  meaning: 'BuildKit had no space left for what this build makes.',
  remedy: "Clean up the builder's cache or free space where its Engine keeps its volumes, then build again.",
};

const RULES: readonly { readonly pattern: RegExp; readonly say: (match: RegExpExecArray) => Headline }[] = [
  {
    pattern: /process "(.+)" did not complete successfully: cannot allocate memory/s,
    say: ([, command]) => ({
      title: `${shortCommand(command)} ran out of memory.`,
      meaning: 'It was stopped because the builder reached its memory limit.',
      remedy: 'Give the builder more memory, or make the step need less.',
    }),
  },
  {
    pattern: /process "(.+)" did not complete successfully: exit code: (\d+)/s,
    say: ([, command, code]) => ({
      title: `${shortCommand(command)} stopped with exit code ${code}.`,
      ...(code === '137' ? { meaning: 'Something killed it; running out of memory looks like this.' } : {}),
      ...(code === '127' ? { meaning: 'The command, or one that it runs, was not found in the image.' } : {}),
    }),
  },
  {
    pattern: /failed to calculate checksum of ref .*: "(.+)": not found/s,
    say: ([, path]) => ({
      title: `It could not find ${path}.`,
      meaning: 'The file is not in the folder that was sent, or .dockerignore leaves it out.',
    }),
  },
  {
    pattern: /failed to resolve source metadata for (\S+): (.+)/s,
    say: ([, image]) => ({
      title: `The image ${shortImage(image)} could not be found.`,
      meaning: 'The registry does not have it, does not answer, or asks for a login.',
    }),
  },
  {
    pattern: /dockerfile parse error on line (\d+): (.+)/s,
    say: ([, line, reason]) => ({ title: `Line ${line} of the Dockerfile cannot be read: ${firstLine(reason)}.` }),
  },
  {
    pattern: /target stage "?([^"\s]+)"? could not be found/,
    say: ([, stage]) => ({ title: `The Dockerfile has no stage named ${stage}.` }),
  },
  {
    pattern: /failed to read dockerfile: open ([^:]+): no such file or directory/,
    say: ([, file]) => ({ title: `There is no ${file} in the folder that was sent.` }),
  },
  {
    pattern: /granting entitlement (\S+) is not allowed/,
    say: ([, right]) => ({ title: `The builder does not allow ${right}.` }),
  },
  {
    pattern: /exec format error/,
    say: () => ({
      title: 'A program for another processor could not be run.',
      meaning: 'The builder has no emulator for the platform of this step.',
    }),
  },
  {
    pattern: /no space left on device/,
    say: () => DISK_FULL,
  },
  {
    pattern: /context canceled$/,
    say: () => ({ title: 'The build was cancelled.' }),
  },
];

/** Characters of a message that are looked through, half of them at its end, where BuildKit puts what went wrong. */
const LONGEST = 20_000;

function headline(status: RpcStatus): Headline {
  const { message: whole } = status;
  const text = whole.length <= LONGEST ? whole : whole.slice(0, LONGEST / 2) + whole.slice(-LONGEST / 2);
  for (const { pattern, say } of RULES) {
    const match = pattern.exec(text.trimEnd());
    if (match) return say(match);
  }
  if (status.code === 14) {
    return CONNECTION_LOST;
  }
  const message = firstLine(status.message.replace(/^failed to solve: /, ''));
  return { title: message ? `${message.charAt(0).toUpperCase()}${message.slice(1)}` : 'The build failed.' };
}

/** `/bin/sh -c npm test` as `npm test`, on one line and not too long for a headline. */
function shortCommand(command = ''): string {
  const bare = command
    .replace(/^\/bin\/(?:ba)?sh -c /, '')
    .replace(/\s+/g, ' ')
    .trim();
  return bare.length > 80 ? `${bare.slice(0, 79)}…` : bare || 'A step';
}

function shortImage(image = ''): string {
  return image.replace(/^docker\.io\/(?:library\/)?/, '');
}

function firstLine(text = ''): string {
  return (text.split('\n', 1)[0] ?? '').trim().replace(/\.$/, '');
}

/** The innermost source that has text: BuildKit puts the one nearest to the failing step last. */
function excerptOf(sources: readonly ErrorSource[]): SourceExcerpt | undefined {
  const source = sources.findLast(({ text, ranges }) => text !== '' && ranges.length > 0);
  if (source === undefined) return undefined;
  const all = source.text.split(/\r?\n/);
  const least = source.ranges.reduce((line, { startLine }) => Math.min(line, startLine), Number.POSITIVE_INFINITY);
  const most = source.ranges.reduce((line, { endLine }) => Math.max(line, endLine), 0);
  const first = Math.max(1, Math.min(all.length, least) - AROUND);
  const last = Math.min(all.length, most + AROUND);
  return { file: source.filename, firstLine: first, lines: all.slice(first - 1, last), ranges: source.ranges };
}
