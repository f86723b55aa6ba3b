import type { OperationHead } from '../../shared/contract/index.ts';
import { topicHandle } from '../app/index.ts';

/** Resolves with the head of an operation when it has ended, however; a topic that fails counts as failed. */
export function watchOperation(id: string): Promise<Pick<OperationHead, 'status' | 'failure' | 'leftovers'>> {
  const handle = topicHandle('operation', id);
  const release = handle.hold();
  return new Promise((resolve) => {
    const look = () => {
      const { head, failure } = handle.store.getState();
      const end =
        head !== undefined && head.status !== 'running'
          ? head
          : failure === undefined
            ? undefined
            : { status: 'failed' as const, failure, leftovers: [] };
      if (end === undefined) return;
      stop();
      release();
      resolve(end);
    };
    const stop = handle.store.subscribe(look);
    look();
  });
}
