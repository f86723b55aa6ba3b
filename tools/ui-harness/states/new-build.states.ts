import type { Failure, Project } from '../../../src/shared/contract/index.ts';
import { type HarnessState, ok, type Step } from '../state.ts';
import { builder, builders, builds, builtIn, engines, engineUp } from './samples.ts';

const HOME = '/home/mira/code/storefront';
const project: Project = {
  context: HOME,
  dockerfile: `${HOME}/Dockerfile`,
  dockerfiles: [`${HOME}/Dockerfile`, `${HOME}/docs.Dockerfile`],
  stages: [
    { name: 'base', index: 0, line: 2, base: 'node:24-bookworm-slim' },
    { name: 'deps', index: 1, line: 6, base: 'base' },
    { name: 'assets', index: 2, line: 10, base: 'base' },
    { name: 'build', index: 3, line: 15, base: 'deps' },
    { name: 'gateway', index: 4, line: 24, base: 'golang:1.26' },
    { name: 'release', index: 5, line: 32, base: 'gcr.io/distroless/nodejs24' },
  ],
  args: [{ name: 'VERSION', defaultValue: '0.0.0' }, { name: 'NPM_TOKEN' }],
  ignoreFile: `${HOME}/.dockerignore`,
  suggestedTag: 'storefront:dev',
};
const empty: Project = {
  context: HOME,
  dockerfile: '',
  dockerfiles: [],
  stages: [],
  args: [],
  suggestedTag: 'storefront:dev',
};
const noDockerfile: Failure = {
  code: 'context-unreadable',
  title: `There is no Dockerfile in ${HOME}.`,
  remedy: 'Choose the file that describes the image.',
  field: 'dockerfile',
};
const noFolder: Failure = {
  code: 'context-unreadable',
  title: `There is no folder ${HOME}.`,
  remedy: 'Choose another folder.',
  field: 'context',
};

const topics = {
  engines: engines(engineUp),
  builders: builders(
    builder('workbench', { current: true, currentFor: ['default'] }),
    builder('nightly', { status: 'stopped' }),
    builtIn,
  ),
  builds: builds(),
} as const;
const replies = {
  'operations.recovered': () => ok({ notes: [] }),
  'projects.inspect': () => ok(project),
  'projects.complete': () =>
    ok({
      folder: '/home/mira/code',
      entries: ['docs-site', 'ml-images', 'price-service', 'storefront'].map((name) => ({
        name,
        path: `/home/mira/code/${name}`,
        isFolder: true,
      })),
      more: false,
    }),
} as const;
const open: readonly Step[] = [
  { do: 'command', command: { kind: 'show', page: 'builds' } },
  { do: 'command', command: { kind: 'new-build', path: HOME } },
  { do: 'see', text: 'New build' },
];
const looked: readonly Step[] = [...open, { do: 'see', text: 'last stage' }];

export const states: readonly HarnessState[] = [
  {
    name: 'new-build',
    topics,
    replies,
    steps: looked,
    sizes: [
      { width: 960, height: 640 },
      { width: 1440, height: 900, zoom: 2 },
    ],
  },
  {
    name: 'new-build-empty',
    topics,
    replies,
    steps: [
      { do: 'command', command: { kind: 'show', page: 'builds' } },
      { do: 'command', command: { kind: 'new-build' } },
      { do: 'see', text: 'What to build' },
    ],
  },
  {
    name: 'new-build-typing',
    topics,
    replies,
    steps: [
      { do: 'command', command: { kind: 'show', page: 'builds' } },
      { do: 'command', command: { kind: 'new-build' } },
      { do: 'fill', label: 'Folder', text: '/home/mira/code/' },
      { do: 'see', text: 'price-service' },
      { do: 'press', keys: 'ArrowDown' },
      { do: 'press', keys: 'ArrowDown' },
    ],
  },
  {
    name: 'new-build-cache-only',
    topics,
    replies,
    steps: [...looked, { do: 'click', role: 'checkbox', name: 'An image on this computer' }],
  },
  {
    name: 'new-build-outputs',
    topics,
    replies,
    sizes: [{ width: 960, height: 640 }],
    steps: [
      ...looked,
      { do: 'click', role: 'checkbox', name: 'An image in a registry' },
      { do: 'click', role: 'checkbox', name: 'Files in a folder' },
      { do: 'click', role: 'checkbox', name: 'One image file' },
      { do: 'fill', label: 'Folder to fill', text: '/home/mira/out' },
      { do: 'fill', label: 'Image file to write', text: '/home/mira/storefront.tar' },
      { do: 'click', role: 'checkbox', name: 'Intel and AMD amd64' },
      { do: 'click', role: 'checkbox', name: 'Arm arm64' },
      { do: 'click', role: 'button', name: 'Build' },
      { do: 'see', text: 'one platform only' },
    ],
  },
  {
    name: 'new-build-secrets',
    topics,
    replies,
    sizes: [{ width: 960, height: 640 }],
    steps: [
      ...looked,
      { do: 'click', role: 'button', name: 'Add a secret' },
      { do: 'fill', label: 'Id of secret 1', text: 'npmrc' },
      { do: 'fill', label: 'Value of secret 1', text: '/home/mira/.npmrc' },
      { do: 'click', role: 'button', name: 'Add a secret' },
      { do: 'fill', label: 'Id of secret 2', text: 'api-key' },
      { do: 'click', role: 'combobox', name: 'Source of secret 2' },
      { do: 'click', role: 'option', name: 'Typed here' },
      { do: 'fill', label: 'Value of secret 2', text: 'hunter2' },
      { do: 'click', role: 'button', name: 'Add a secret' },
      { do: 'fill', label: 'Id of secret 3', text: 'not an id' },
      { do: 'click', role: 'button', name: 'Build' },
    ],
  },
  {
    name: 'new-build-built-in',
    topics,
    replies,
    steps: [
      ...looked,
      { do: 'click', role: 'combobox', name: 'Builder' },
      { do: 'click', role: 'option', name: 'default' },
    ],
  },
  {
    name: 'new-build-arguments',
    topics,
    replies,
    steps: [
      ...looked,
      { do: 'click', role: 'button', name: 'Add' },
      { do: 'fill', label: 'Value of argument 1', text: '4.8.0' },
      { do: 'click', role: 'button', name: 'Add' },
      { do: 'fill', label: 'Value of argument 2', text: 'hunter2' },
      { do: 'click', role: 'button', name: 'Add' },
      { do: 'fill', label: 'Name of argument 3', text: 'UNKNOWN' },
      { do: 'fill', label: 'Image name', text: 'Not A Name' },
      { do: 'click', role: 'button', name: 'Build' },
    ],
  },
  {
    name: 'new-build-policy',
    topics,
    replies: { ...replies, 'projects.inspect': () => ok({ ...project, policyFile: `${HOME}/Dockerfile.rego` }) },
    steps: looked,
  },
  {
    name: 'new-build-no-dockerfile',
    topics,
    replies: { ...replies, 'projects.inspect': () => ok({ ...empty, failure: noDockerfile }) },
    steps: [...open, { do: 'see', text: 'There is no Dockerfile' }],
  },
  {
    name: 'new-build-no-folder',
    topics,
    replies: { ...replies, 'projects.inspect': () => ok({ ...empty, failure: noFolder }) },
    steps: [...open, { do: 'see', text: 'There is no folder' }],
  },
  {
    name: 'new-build-refused',
    topics,
    replies: {
      ...replies,
      'builds.start': () => ({
        ok: false,
        failure: {
          code: 'builder-not-running',
          title: 'The builder workbench could not be started.',
          meaning: 'Its container is gone and the BuildKit image cannot be had.',
          remedy: 'Start the builder on its page to see what is in the way.',
          detail: 'Error response from daemon: manifest unknown',
        },
      }),
    },
    steps: [...looked, { do: 'click', role: 'button', name: 'Build' }, { do: 'see', text: 'could not be started' }],
  },
];
