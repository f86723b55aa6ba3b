import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppFacts, Failure } from '../shared/contract/index.ts';
import { BuildersService, EnginesService, microsNow, proxiesOf, UsageService } from './builders/index.ts';
import { BuildNotes, BuildsService, defaultPlatformOf, tokenSeedFolderOf } from './builds/index.ts';
import { openStore, storeDirOf } from './buildx/index.ts';
import {
  type DockerEnvironment,
  dockerConfigDir,
  openCredentials,
  proxyVariablesOf,
  readDockerConfig,
  variable,
} from './engine/index.ts';
import type { Services } from './ipc/index.ts';
import { OperationsService } from './operations/index.ts';

export interface ServiceOptions {
  readonly environment: DockerEnvironment;
  /** The app's own folder; created if it is not there. */
  readonly userData: string;
  /** Why it is not the one that it should be. */
  readonly dataTrouble?: Failure | undefined;
  readonly desktop: Services['desktop'];
  readonly versions: Pick<AppFacts, 'version' | 'electron'>;
}

export type StartedServices = Services & { close(): Promise<void> };

/** Makes every service with what it needs, starts them in order, and gives the one function that ends them all. */
export async function startServices(options: ServiceOptions): Promise<StartedServices> {
  const { environment, userData, dataTrouble, desktop, versions } = options;
  const spoolRoot = join(userData, 'spool');
  await rm(spoolRoot, { recursive: true, force: true });
  await mkdir(spoolRoot, { recursive: true, mode: 0o700 });

  const storeDir = storeDirOf(environment);
  const store = openStore({ dir: storeDir, environment });
  const credentials = openCredentials(environment);
  const engines = new EnginesService({ environment });
  const builders = new BuildersService({ environment, store, engines });
  const usage = new UsageService({ builders, engines });
  const operations = new OperationsService({
    environment,
    store,
    engines,
    builders,
    journalDir: join(userData, 'journal'),
  });
  const notes = new BuildNotes(join(userData, 'builds'));
  await notes.load();
  const defaultPlatform = defaultPlatformOf(environment);
  const builds = new BuildsService({
    builders,
    store,
    notes,
    spoolRoot,
    defaultPlatform,
    run: {
      loadEngine: async () => {
        const { current } = await engines.contexts();
        return { engine: await engines.engineOf(current.name), context: current.name };
      },
      credentials: (host) => credentials.credentialsFor(host),
      tokenSeedFolder: tokenSeedFolderOf(environment),
      proxyVariables: proxyVariablesOf(environment),
      proxies: async () => {
        const { contexts, current } = await engines.contexts();
        const host = contexts.find(({ name }) => name === current.name)?.host ?? '';
        return proxiesOf((await readDockerConfig(environment)).config, host);
      },
      environment: (name) => variable(environment, name),
      engineVersion: (builder) => {
        const endpoint = builders.state().items[builder]?.nodes[0]?.endpoint ?? '';
        const state = engines.state().items[endpoint]?.state;
        return state?.kind === 'up' ? state.facts.version : undefined;
      },
      now: microsNow,
    },
  });

  engines.start();
  await operations.recover();
  builders.start();
  builds.start();

  const facts: AppFacts = {
    ...versions,
    platform: environment.platform === 'win32' || environment.platform === 'darwin' ? environment.platform : 'linux',
    separator: environment.platform === 'win32' ? '\\' : '/',
    home: environment.home,
    buildxDir: storeDir,
    dockerDir: dockerConfigDir(environment),
    ...(defaultPlatform === undefined ? {} : { defaultPlatform }),
    ...(dataTrouble === undefined ? {} : { dataTrouble }),
  };
  return {
    facts,
    desktop,
    engines,
    builders,
    usage,
    operations,
    builds,
    async close() {
      await builds.close();
      await operations.close();
      usage.close();
      builders.close();
      engines.close();
    },
  };
}
