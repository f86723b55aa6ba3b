import type { Failure } from '../../shared/contract/index.ts';
import type { NodeFate } from '../builders/index.ts';

type Words = Pick<Failure, 'title'> & Partial<Pick<Failure, 'meaning' | 'remedy' | 'command'>>;

/** A build ended with its connection, and nothing more is known. */
export const CONNECTION_LOST: Words = {
  title: 'The connection to BuildKit was lost.',
  meaning: 'The builder was stopped, removed, killed or ran out of memory while it worked.',
  remedy: 'Look how the builder is, then build again.',
};

/**
 * Why a build was lost with its connection, in plain words: what is known of its builder decides.
 *
 * @param outOfMemory the Engine said so of the builder's container
 */
export function explainLoss(fate: NodeFate | undefined, outOfMemory: boolean): Words {
  if (fate === undefined) return CONNECTION_LOST;
  switch (fate.kind) {
    case 'engine-gone':
      return {
        title: 'The Docker Engine stopped answering while this was built.',
        meaning: `The build ended with it. ${fate.failure.meaning ?? fate.failure.title}`,
        remedy: 'Wait until the Engine answers again, or start it, then build again.',
      };
    case 'removed':
      return {
        title: 'The builder was removed while it worked.',
        meaning: 'Its container is gone, and the build ended with it.',
        remedy:
          'Build again, which makes the container anew where the builder is still listed, or choose another builder.',
      };
    case 'runs':
      return {
        title: 'The connection to the builder was lost.',
        meaning: 'The builder goes on, but it ends a build when the program that asked for it is gone.',
        remedy: 'Build again.',
      };
    default:
      return ended(fate, outOfMemory);
  }
}

/** BuildKit itself is gone, or was. */
function ended(fate: Extract<NodeFate, { kind: 'stopped' | 'restarted' }>, outOfMemory: boolean): Words {
  const command = `docker logs ${fate.container}`;
  const now = fate.kind === 'restarted' ? 'Docker has started it again.' : 'Its container does not run any more.';
  if (outOfMemory) {
    return {
      title: 'The builder ran out of memory while it worked.',
      meaning: `The kernel killed BuildKit itself, and the build ended with it. ${now}`,
      remedy: 'Give the builder more memory, or let it do less at a time.',
      command,
    };
  }
  if (fate.kind === 'restarted') {
    return {
      title: 'The builder was restarted while it worked.',
      meaning: 'BuildKit ended, by itself or because somebody ended it, and runs again. What it worked on is lost.',
      remedy: 'Build again. If it ends again, look at the log of its container.',
      command,
    };
  }
  return {
    title: 'The builder was stopped while it worked.',
    meaning: `${now} The build ended with it.`,
    remedy: 'Build again; that starts the builder.',
    command,
  };
}
