import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Testbed } from '../../../../tools/testbed/testbed.ts';
import type { CreateBuilder } from '../../../shared/actions/schemas.ts';
import type { OperationHead } from '../../../shared/contract/index.ts';
import { type Rig, until } from '../../builders/testing/rig.ts';
import { type OperationAction, OperationsService } from '../index.ts';

/** For tests: the operations over a rig, with a journal of their own. */
export interface OperationsRig {
  readonly operations: OperationsService;
  readonly journalDir: string;
  /** A creation with nothing chosen, booted. */
  createAction(name: string): CreateBuilder;
  /** Runs an operation to its end. */
  run(action: OperationAction): Promise<OperationHead>;
  /** File names in the journal. */
  journal(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openOperations(
  bed: Testbed,
  rig: Rig,
  options: {
    readonly journalDir?: string;
    readonly onStep?: (operation: { readonly id: string; readonly kind: string }, step: string) => void | Promise<void>;
  } = {},
): Promise<OperationsRig> {
  const journalDir = options.journalDir ?? join(await bed.freshFolder('journal'), 'journal');
  const { environment, store, engines, builders } = rig;
  const { onStep } = options;
  const operations = new OperationsService({
    environment,
    store,
    engines,
    builders,
    journalDir,
    ...(onStep ? { onStep } : {}),
  });
  return {
    operations,
    journalDir,
    createAction: (name) => ({
      kind: 'create-builder',
      name,
      endpoint: '',
      options: {},
      flags: [],
      platforms: [],
      use: false,
      boot: true,
      existingState: 'ask',
    }),
    run: async (action) => ended(operations, await operations.run(action)),
    journal: () => readdir(journalDir).catch(() => []),
    close: () => operations.close(),
  };
}

export async function ended(operations: OperationsService, id: string): Promise<OperationHead> {
  return (await until<'operation'>(operations.open(id), ({ head }) => head.status !== 'running')).head;
}
