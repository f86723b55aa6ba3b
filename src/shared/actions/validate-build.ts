import { defaultPlatformIssues, platformsOf } from './default-platform.ts';
import { type ActionFacts, type ActionIssue, builderNamed } from './facts.ts';
import { readReference } from './image-reference.ts';
import { platformIssues, samePlatform } from './platform.ts';
import type { Build } from './schemas.ts';
import { outputIssues } from './validate-outputs.ts';
import { secretIssues } from './validate-secrets.ts';

/** Arguments that a Dockerfile need not declare (moby/buildkit, frontend/dockerfile and frontend/dockerui). */
const PREDEFINED = /^(https?_proxy|ftp_proxy|no_proxy|all_proxy|source_date_epoch|buildkit_.*)$/i;
/** Arguments that BuildKit fills in by itself once a Dockerfile declares them. */
const AUTOMATIC = /^(target|build)(platform|os|arch|variant|osversion)$|^targetstage$/i;

export function validateBuild(action: Build, facts: ActionFacts): readonly ActionIssue[] {
  return [
    ...contextIssues(action, facts),
    ...targetIssues(action, facts),
    ...action.tags.flatMap((tag, index) => tagIssues(tag, index, action.tags)),
    ...action.args.flatMap((arg, index) => argIssues(arg.name, index, action, facts)),
    ...action.platforms.flatMap((platform, index) => platformIssues(platform, `platforms.${index}`)),
    ...defaultPlatformIssues(action, facts),
    ...secretIssues(action),
    ...outputIssues(action, facts),
    ...emulationIssues(action, facts),
  ];
}

function contextIssues({ context }: Build, facts: ActionFacts): readonly ActionIssue[] {
  const issues: ActionIssue[] = [];
  if (!/^(\/|[A-Za-z]:[\\/]|\\\\)/.test(context)) {
    issues.push({
      field: 'context',
      severity: 'error',
      message: 'The folder is needed with its whole path.',
      remedy: 'Pick the folder, or write a path such as /home/me/project.',
    });
  }
  if (facts.project?.policyFile !== undefined) {
    issues.push({
      field: 'dockerfile',
      severity: 'error',
      message: 'A build policy lies beside this Dockerfile, which docker buildx would evaluate and Slipway cannot yet.',
      remedy: 'Build with the command below, or move the policy away.',
      original: facts.project.policyFile,
    });
  }
  return issues;
}

function targetIssues({ target }: Build, facts: ActionFacts): readonly ActionIssue[] {
  if (target === '') return [];
  const field = 'target';
  // A stage is named case-insensitively, or by its number.
  if (!/^([a-z][a-z0-9\-_.]*|\d+)$/i.test(target)) {
    const remedy = 'A stage is named by letters, digits, dots, hyphens and underscores.';
    return [{ field, severity: 'error', message: `“${target}” cannot be the name of a stage.`, remedy }];
  }
  const stages = facts.project?.stages;
  if (stages === undefined || stages.length === 0) return [];
  const found = stages.some(
    (stage) => stage.name.toLowerCase() === target.toLowerCase() || String(stage.index) === target,
  );
  if (found) return [];
  const names = stages.map((stage) => stage.name || String(stage.index)).join(', ');
  return [
    {
      field,
      severity: 'error',
      message: `This Dockerfile has no stage “${target}”.`,
      remedy: `Its stages are ${names}.`,
      original: `target stage "${target}" could not be found`,
    },
  ];
}

function tagIssues(tag: string, index: number, tags: readonly string[]): readonly ActionIssue[] {
  const field = `tags.${index}`;
  const read = readReference(tag);
  if (!read.ok) {
    const remedy = 'Write a name such as web:1.0.';
    return [{ field, severity: 'error', message: read.wrong, remedy, original: read.original }];
  }
  if (read.reference.digest !== undefined) {
    const message = 'A digest comes out of the build and cannot be chosen.';
    return [{ field, severity: 'error', message, remedy: 'Leave out the part from the @ on.' }];
  }
  if (tags.indexOf(tag) < index) return [{ field, severity: 'warning', message: 'This name is there twice.' }];
  return [];
}

function argIssues(name: string, index: number, action: Build, facts: ActionFacts): readonly ActionIssue[] {
  const field = `args.${index}.name`;
  if (/[=\s]/.test(name)) {
    const message = 'The name of a build argument holds no blanks and no equals sign.';
    return [{ field, severity: 'error', message, remedy: 'Write the name here and its value beside it.' }];
  }
  if (action.args.findIndex((other) => other.name === name) < index) {
    return [{ field, severity: 'warning', message: 'This argument is there twice; the last one counts.' }];
  }
  const declared = facts.project?.args.some((arg) => arg.name === name) ?? true;
  if (declared || PREDEFINED.test(name) || AUTOMATIC.test(name)) return [];
  return [
    {
      field,
      severity: 'warning',
      message: `This Dockerfile declares no argument “${name}”, so the value is not used.`,
      remedy: `Add a line ARG ${name} to the Dockerfile.`,
      original: `One or more build-args [${name}] were not consumed`,
    },
  ];
}

/** A platform that the builder's node cannot run: what needs no RUN still builds, so it is a warning. */
function emulationIssues(action: Build, facts: ActionFacts): readonly ActionIssue[] {
  const known = builderNamed(facts, action.builder)?.nodes.flatMap(({ platforms }) => platforms ?? []) ?? [];
  if (known.length === 0) return [];
  return platformsOf(action, facts).flatMap((platform, index) => {
    if (known.some(({ name }) => samePlatform(name, platform))) return [];
    return [
      {
        field: action.platforms.length > 0 ? `platforms.${index}` : 'platforms',
        severity: 'warning',
        message: `${action.builder} has no emulator for ${platform}: steps that run a program will fail.`,
        original: 'exec format error',
      } as const,
    ];
  });
}
