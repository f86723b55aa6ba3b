import type { AppFacts, QuitAnswer } from '../../shared/contract/index.ts';
import type { BuildersService, EnginesService, UsageService } from '../builders/index.ts';
import { type BuildsService, completePath, inspectProject } from '../builds/index.ts';
import type { OperationsService } from '../operations/index.ts';
import type { RequestHandlers, TopicSources } from './handlers.ts';

/** The parts of the desktop that requests ask for; `desktop/` gives them. */
export interface DesktopRequests {
  copy(text: string): void;
  /** Empty when the person closed the picker. */
  pickFolder(from: string): Promise<string>;
  answerQuit(answer: QuitAnswer): void;
}

export interface Services {
  readonly facts: AppFacts;
  readonly desktop: DesktopRequests;
  readonly engines: EnginesService;
  readonly builders: BuildersService;
  readonly usage: UsageService;
  readonly operations: OperationsService;
  readonly builds: BuildsService;
}

/** Each request of the contract, answered by the service that it belongs to. */
export function requestHandlers(services: Services): RequestHandlers {
  const { facts, desktop, engines, builders, operations, builds } = services;
  const run = async (action: Parameters<OperationsService['run']>[0]) => ({ operation: await operations.run(action) });
  return {
    'app.facts': async () => facts,
    'app.copy': async ({ text }) => {
      desktop.copy(text);
      return null;
    },
    'app.answer-quit': async ({ answer }) => {
      desktop.answerQuit(answer);
      return null;
    },
    'app.pick-folder': async ({ from }) => ({ path: await desktop.pickFolder(from) }),
    'engines.retry': async ({ context }) => {
      engines.retry(context);
      return null;
    },
    'engines.networks': async ({ endpoint }) => ({ networks: await engines.networks(endpoint) }),
    'builders.suggest-name': async () => ({ name: builders.suggestName() }),
    'builders.refresh': async () => {
      await builders.refresh();
      return null;
    },
    'builders.existing-state': async ({ name, endpoint }) => ({
      volumes: await operations.existingState(name, endpoint),
    }),
    'builders.volume-size': ({ endpoint, volume }) => operations.volumeSize(endpoint, volume),
    'builders.file': ({ builder, node, path }) => builders.file({ builder, node }, path),
    'builders.create': run,
    'builders.use': async (action) => {
      await operations.use(action);
      return null;
    },
    'builders.start': run,
    'builders.stop': run,
    'builders.remove': run,
    'operations.recovered': async () => ({ notes: await operations.recovered() }),
    'operations.settle': async ({ operation, choice }) => {
      const begun = await operations.settle(operation, choice);
      return begun === undefined ? {} : { operation: begun };
    },
    'operations.cancel': async ({ operation }) => {
      operations.cancel(operation);
      return null;
    },
    'projects.complete': ({ path, kind }) => completePath(path, kind),
    'projects.inspect': ({ context, dockerfile }) => inspectProject(context, dockerfile),
    'builds.start': async (action) => ({ key: await builds.begin(action) }),
    'builds.cancel': async ({ key }) => {
      builds.cancel(key);
      return null;
    },
    'builds.log': ({ key, step, from, count }) => builds.log(key, step, from, count),
    'builds.log-text': ({ key, step }) => builds.logText(key, step),
    'images.run': run,
  };
}

/** Each topic of the contract, from the service that holds it. */
export function topicSources(services: Services): TopicSources {
  const { engines, builders, usage, operations, builds } = services;
  return {
    engines: () => engines,
    builders: () => builders,
    usage: () => usage,
    builds: () => builds.list,
    build: (key) => builds.open(key),
    operation: (id) => operations.open(id),
  };
}
