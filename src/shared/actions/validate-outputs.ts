import { type BuildOutput, holdsImage, pathOfOutput } from './build-output.ts';
import { platformsOf } from './default-platform.ts';
import { type ActionFacts, type ActionIssue, type BuilderFacts, builderNamed } from './facts.ts';
import type { Build } from './schemas.ts';
import { noOutputWarning } from './words.ts';

/** What stands against the outputs of a build, alone, together, and with its builder, tags and platforms. */
export function outputIssues(action: Build, facts: ActionFacts): readonly ActionIssue[] {
  if (action.outputs.length === 0) {
    return [{ field: 'outputs', severity: 'warning', message: noOutputWarning(action.builder) }];
  }
  return [
    ...action.outputs.flatMap((output, index) => [
      ...pathIssues(output, `outputs.${index}.path`),
      ...repeatIssues(output, index, action.outputs),
      ...driverIssues(output, index, action, facts),
    ]),
    ...tagsIssues(action),
    ...platformsIssues(action, facts),
  ];
}

/** What an output needs of its builder, in the CLI's words (docker/buildx, driver/features.go). */
const NEEDED: Readonly<Partial<Record<BuildOutput['kind'], string>>> = {
  push: 'Direct push',
  'docker-archive': 'Docker exporter',
  'oci-archive': 'OCI exporter',
};

/**
 * Why a builder cannot make an output; undefined where it can or is not known. The builder that is part of an Engine can
 * do it all where the Engine keeps its images in containerd's store.
 */
export function outputImpossible(
  kind: BuildOutput['kind'],
  builder: Pick<BuilderFacts, 'driver' | 'nodes'> | undefined,
): string | undefined {
  const needed = NEEDED[kind];
  if (needed === undefined || builder?.driver !== 'docker') return undefined;
  return builder.nodes.some(({ features }) => features?.[needed] === false) ? leftToDocker(kind) : undefined;
}

/** Why the builder inside an Engine with the classic image store does not make an output. */
export function leftToDocker(kind: BuildOutput['kind']): string | undefined {
  switch (kind) {
    case 'push':
      return 'The builder that is part of Docker Engine leaves the push to Docker: build, then docker push.';
    case 'docker-archive':
    case 'oci-archive':
      return 'The builder that is part of Docker Engine writes no image files.';
    case 'load':
    case 'tar':
    case 'folder':
      return undefined;
  }
}

/** What to do instead. */
export const LEFT_TO_DOCKER_REMEDY =
  'Choose a builder with its own container, or turn on the containerd image store in Docker.';

function driverIssues(output: BuildOutput, index: number, action: Build, facts: ActionFacts): readonly ActionIssue[] {
  const message = outputImpossible(output.kind, builderNamed(facts, action.builder));
  if (message === undefined) return [];
  return [{ field: `outputs.${index}`, severity: 'error', message, remedy: LEFT_TO_DOCKER_REMEDY }];
}

export function isAbsolutePath(path: string): boolean {
  return /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(path);
}

function pathIssues(output: BuildOutput, field: string): readonly ActionIssue[] {
  const path = pathOfOutput(output);
  if (path === undefined) return [];
  if (!isAbsolutePath(path)) {
    const message =
      output.kind === 'folder'
        ? 'The folder is needed with its whole path.'
        : 'The file is needed with its whole path.';
    return [{ field, severity: 'error', message, remedy: 'Write a path such as /home/me/out.' }];
  }
  if (output.kind !== 'folder' && /[\\/]$/.test(path)) {
    return [{ field, severity: 'error', message: 'The name of the file is missing.', remedy: 'Write it at the end.' }];
  }
  return [];
}

/** The same place twice would be written by two exporters at once. */
function repeatIssues(output: BuildOutput, index: number, outputs: readonly BuildOutput[]): readonly ActionIssue[] {
  const place = placeOf(output);
  if (outputs.findIndex((other) => placeOf(other) === place) === index) return [];
  const field = pathOfOutput(output) === undefined ? `outputs.${index}` : `outputs.${index}.path`;
  const message =
    pathOfOutput(output) === undefined ? 'This is there twice.' : 'Something else is written to this place.';
  return [{ field, severity: 'error', message, remedy: 'Choose another place, or leave one out.' }];
}

function placeOf(output: BuildOutput): string {
  const path = pathOfOutput(output);
  return path === undefined ? output.kind : `path ${path.replace(/[\\/]+$/, '')}`;
}

function tagsIssues(action: Build): readonly ActionIssue[] {
  if (action.tags.length > 0 || !action.outputs.some(holdsImage)) return [];
  if (action.outputs.some(({ kind }) => kind === 'push')) {
    return [
      {
        field: 'tags',
        severity: 'error',
        message: 'A name is needed to put the image in a registry.',
        remedy: 'Write one such as registry.example.com/team/web:1.0.',
        original: 'tag is needed when pushing to registry',
      },
    ];
  }
  return [
    {
      field: 'tags',
      severity: 'warning',
      message: 'The image gets no name, so it can be found by its id alone.',
      remedy: 'Write a name such as web:1.0.',
    },
  ];
}

function platformsIssues(action: Build, facts: ActionFacts): readonly ActionIssue[] {
  if (platformsOf(action, facts).length < 2) return [];
  const original = 'docker exporter does not currently support exporting manifest lists';
  const field = 'platforms';
  const severity = 'error';
  if (builderNamed(facts, action.builder)?.driver === 'docker' && facts.engine?.containerdImageStore === false) {
    const message = 'The builder that is part of Docker Engine builds for one platform at a time.';
    return [{ field, severity, message, remedy: 'Pick one platform, or a builder with its own container.' }];
  }
  const kinds = action.outputs.map(({ kind }) => kind);
  if (kinds.includes('load') && facts.engine?.containerdImageStore === false) {
    const message = 'This Engine can hold an image for one platform only.';
    const remedy = 'Pick one platform, or turn on the containerd image store in Docker.';
    return [{ field, severity, message, remedy, original }];
  }
  if (kinds.includes('docker-archive')) {
    const message = 'A file for docker load holds an image for one platform only.';
    return [{ field, severity, message, remedy: 'Pick one platform, or an OCI image file.', original }];
  }
  return [];
}
