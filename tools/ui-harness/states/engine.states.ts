import type { EngineItem, Failure } from '../../../src/shared/contract/index.ts';
import { type HarnessState, ok } from '../state.ts';
import { builders, builds, builtIn, engines, NOW, SECOND } from './samples.ts';

const failures: Readonly<Record<string, Failure>> = {
  'not-running': {
    code: 'engine-not-running',
    title: 'Nothing answers at unix:///var/run/docker.sock.',
    meaning: 'Docker is installed, but its Engine does not run.',
    remedy: 'Start it, and Slipway goes on by itself.',
    command: 'sudo systemctl start docker',
    detail: 'connect ECONNREFUSED /var/run/docker.sock',
  },
  'not-installed': {
    code: 'engine-not-installed',
    title: 'There is no Docker Engine at unix:///var/run/docker.sock.',
    meaning: 'The socket is not there, and neither is a docker program.',
    remedy: 'Install Docker Engine or Docker Desktop, and start it.',
    detail: 'connect ENOENT /var/run/docker.sock',
  },
  'no-permission': {
    code: 'engine-no-permission',
    title: 'You may not open /var/run/docker.sock.',
    meaning: 'Docker runs, but the socket belongs to the group docker, and you are not in it.',
    remedy: 'Join the group, then sign in anew. Members of it can do on this computer what root can.',
    command: 'sudo usermod -aG docker $USER',
    detail: 'connect EACCES /var/run/docker.sock',
  },
};

const down = (failure: Failure): EngineItem => ({
  context: 'default',
  host: 'unix:///var/run/docker.sock',
  state: { kind: 'down', failure, triedAt: NOW - 2 * SECOND },
});

const desktop: EngineItem = {
  context: 'desktop-linux',
  host: 'unix:///home/mira/.docker/desktop/docker.sock',
  state: {
    kind: 'down',
    triedAt: NOW - 2 * SECOND,
    failure: {
      code: 'engine-not-running',
      title: 'Docker Desktop does not run.',
      remedy: 'Start it from your applications.',
    },
  },
};

const replies = { 'operations.recovered': () => ok({ notes: [] }), 'engines.retry': () => ok(null) } as const;
const rest = { builders: builders({ ...builtIn, status: 'error' }), builds: builds() };

export const states: readonly HarnessState[] = [
  ...Object.entries(failures).map(
    ([name, failure]): HarnessState => ({
      name: `engine-${name}`,
      topics: { engines: engines(down(failure), desktop), ...rest },
      replies,
      ...(name === 'not-running'
        ? {
            sizes: [
              { width: 960, height: 640 },
              { width: 1440, height: 900, zoom: 2 },
            ],
          }
        : {}),
    }),
  ),
  {
    name: 'engine-context-broken',
    topics: {
      engines: {
        head: {
          current: 'build-farm',
          chosenBy: 'DOCKER_CONTEXT',
          problems: [],
          settled: true,
          failure: {
            code: 'engine-context-broken',
            title: 'There is no docker context “build-farm”.',
            meaning: 'The variable DOCKER_CONTEXT names it, and docker would fail too.',
            remedy: 'Choose another context, or take the variable away.',
            command: 'docker context ls',
          },
        },
        items: { default: desktop },
      },
      ...rest,
    },
    replies,
  },
  {
    name: 'engine-looking',
    topics: {
      engines: {
        head: { current: 'default', chosenBy: 'default', problems: [], settled: false },
        items: { default: { context: 'default', host: 'unix:///var/run/docker.sock', state: { kind: 'connecting' } } },
      },
    },
    replies,
  },
];
