// Builds once with Slipway's engine as the app's main process does, and prints BuildKit's progress as JSON.
import { newBuildId, openControl, startSession } from '../../src/main/buildkit/index.ts';
import { composeBuild } from '../../src/main/builds/compose.ts';
import { sessionExports } from '../../src/main/builds/exports.ts';
import { findProjectFiles } from '../../src/main/builds/project-files.ts';
import { PLAIN_BUILD } from '../../src/shared/actions/index.ts';
import type { StatusEvent } from '../../src/shared/build/status-event.ts';
import type { ClientTask } from '../sides/types.ts';

async function main({ target, engine, driver, sharedKey, build }: ClientTask): Promise<void> {
  const ref = newBuildId();
  const files = await findProjectFiles(build.context, '');
  const composed = composeBuild(
    {
      ...PLAIN_BUILD,
      builder: 'bench',
      context: build.context,
      tags: build.load === undefined ? [] : [build.load],
      outputs: build.load === undefined ? [] : [{ kind: 'load' }],
    },
    {
      ref,
      session: '',
      driver,
      files,
      capabilities: { has: () => true },
      multiPlatform: driver === 'docker-container',
      loadsIntoContainerdStore: false,
      proxies: {},
      environment: () => undefined,
    },
  );
  const events: StatusEvent[] = [];
  const control = openControl(target);
  const session = await startSession({
    target,
    sharedKey,
    localDirs: composed.localDirs,
    ignoreFile: files.ignoreFile,
    exports: sessionExports(composed.exports, engine),
    onStatus: (event) => events.push(event),
  });
  try {
    const followed = (async () => {
      for await (const event of control.status(ref)) events.push(event);
    })();
    await control.solve({ ...composed.request, session: session.id });
    await followed;
    await session.commit();
    const [failure] = [...session.failures(), ...session.warnings()];
    if (failure) throw new Error(`${failure.title} ${failure.detail ?? ''}`);
  } finally {
    await session.close();
    control.close();
  }
  process.stdout.write(JSON.stringify(events));
}

main(JSON.parse(process.argv[2] ?? '') as ClientTask).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
