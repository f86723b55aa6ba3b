/**
 * Run as a program by tests: begins one operation, prints each step as it comes, and stands still before the named one,
 * so that the test can kill it there. Arguments: JSON of `CrashOrder`.
 */
import { homedir } from 'node:os';
import { BuildersService, EnginesService } from '../../builders/index.ts';
import { openStore } from '../../buildx/index.ts';
import { environmentOf } from '../../engine/index.ts';
import { type OperationAction, OperationsService } from '../index.ts';

export interface CrashOrder {
  readonly storeDir: string;
  readonly journalDir: string;
  readonly action: OperationAction;
  readonly stopAt: string;
}

const order = JSON.parse(process.argv[2] ?? '') as CrashOrder;
const environment = environmentOf({ env: process.env, home: homedir(), platform: process.platform });
const store = openStore({ dir: order.storeDir, environment });
const engines = new EnginesService({ environment });
const builders = new BuildersService({ environment, store, engines });
const operations = new OperationsService({
  environment,
  store,
  engines,
  builders,
  journalDir: order.journalDir,
  onStep: async (_operation, step) => {
    process.stdout.write(`${step}\n`);
    if (step === order.stopAt) await new Promise(() => setInterval(() => {}, 60_000));
  },
});
engines.start();
const id = await operations.run(order.action);
const operation = operations.open(id);
operation.onChange(() => {
  const { status, failure } = operation.state().head;
  if (status !== 'running') process.stdout.write(`ended: ${status} ${failure?.title ?? ''}\n`);
});
