import { basename } from 'node:path';
import { cleanEnvironment } from '../../tools/testbed/cli.ts';
import { bundleClient } from './bundle-client.ts';
import { timedRun } from './timed-run.ts';
import type { BuildSide, BuildTaken, ClientTask } from './types.ts';

/** Slipway's engine in a program of its own, bundled as the app's main process is. */
export async function slipwaySide(where: Omit<ClientTask, 'sharedKey' | 'build'>, nodeId: string): Promise<BuildSide> {
  const program = await bundleClient();
  return async (build) => {
    const task: ClientTask = { ...where, sharedKey: `${basename(build.context)}:${nodeId}`, build };
    const { stdout, cpu } = await timedRun(
      process.execPath,
      [program, JSON.stringify(task)],
      cleanEnvironment(process.env, {}),
    );
    return { events: JSON.parse(stdout) as BuildTaken['events'], cpu };
  };
}
