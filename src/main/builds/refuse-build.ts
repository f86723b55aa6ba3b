import {
  type ActionFacts,
  type Build,
  displayTwin,
  LEFT_TO_DOCKER_REMEDY,
  leftToDocker,
  validate,
} from '../../shared/actions/index.ts';
import { SlipwayError } from '../../shared/contract/index.ts';
import type { Capabilities } from '../buildkit/index.ts';
import type { ComposedExport } from './exports.ts';

/** What stands against an action by itself and with what is known. @throws SlipwayError `invalid-input` */
export function refuseInvalid(action: Build, facts: ActionFacts): void {
  const issue = validate(action, facts).find(({ severity, field }) => severity === 'error' && field !== 'builder');
  if (issue === undefined) return;
  throw new SlipwayError({
    code: 'invalid-input',
    title: issue.message,
    field: issue.field,
    ...(issue.remedy === undefined ? {} : { remedy: issue.remedy }),
    ...(issue.original === undefined ? {} : { detail: issue.original }),
  });
}

/** What this BuildKit would silently leave out is refused. @throws SlipwayError `unsupported` */
export function refuseUnsupported(
  exports: readonly ComposedExport[],
  platforms: readonly string[],
  facts: {
    readonly capabilities: Pick<Capabilities, 'has'>;
    readonly driver: string;
    readonly loadsIntoContainerdStore: boolean;
    readonly multiPlatform: boolean;
  },
): void {
  if (exports.length > 1 && !facts.capabilities.has('exporters')) {
    throw new SlipwayError({
      code: 'unsupported',
      title: 'This BuildKit makes one output at a time.',
      meaning: 'Several need BuildKit 0.13; an older one would make the first and leave out the others.',
      remedy: 'Choose one output, or update the builder.',
      detail: 'multiple outputs currently unsupported by the current BuildKit daemon',
      field: 'outputs',
    });
  }
  if (!facts.multiPlatform) refuseLeftToDocker(exports);
  if (platforms.length < 2) return;
  if (!facts.multiPlatform) {
    throw new SlipwayError({
      code: 'unsupported',
      title: 'The builder that is part of this Docker Engine builds for one platform at a time.',
      remedy: 'Pick one platform, or a builder with its own container.',
      field: 'platforms',
    });
  }
  const loads = exports.some(({ output }) => output.kind === 'load');
  if (loads && facts.driver !== 'docker' && !facts.loadsIntoContainerdStore) {
    throw new SlipwayError({
      code: 'unsupported',
      title: 'This Engine can hold an image for one platform only.',
      remedy: 'Pick one platform, or turn on the containerd image store in Docker.',
      detail: 'docker exporter does not currently support exporting manifest lists',
      field: 'platforms',
    });
  }
}

/** The form refuses it too where the builder was known; one that was asked only now is refused here. */
function refuseLeftToDocker(exports: readonly ComposedExport[]): void {
  for (const { output } of exports) {
    const title = leftToDocker(output.kind);
    if (title === undefined) continue;
    throw new SlipwayError({ code: 'unsupported', title, remedy: LEFT_TO_DOCKER_REMEDY, field: 'outputs' });
  }
}

/** @param file the policy that lies beside the Dockerfile, absolute */
export function policyPresent(file: string, action: Build): SlipwayError {
  return new SlipwayError({
    code: 'policy-present',
    title: 'This project has a build policy, which Slipway cannot check.',
    meaning: `${file} decides what may be built. docker buildx evaluates it by itself; a build here would go round it.`,
    remedy: 'Build it with the command below.',
    field: 'dockerfile',
    command: displayTwin(action, {}, 'bash'),
  });
}
