/** `npm start`: builds the app and opens it. `npm start -- stop-engine` stops the private Engine. */
import { removePrivateEngine, stopPrivateEngine } from '../testbed/private-engine.ts';
import { buildApp } from './build.ts';
import { ensureEngine } from './engine.ts';
import { findRuntime, hasDisplay, openApp, playTour } from './launch.ts';
import { root } from './packages.mjs';
import { say } from './say.ts';

async function start(): Promise<number> {
  await buildApp(root);
  const runtime = await findRuntime();
  const variables = await ensureEngine();
  if (hasDisplay()) return openApp(root, runtime, variables);
  say('there is no display (DISPLAY and WAYLAND_DISPLAY are not set): playing the main job headless, on real parts');
  return playTour(root, runtime, variables);
}

const commands: Readonly<Record<string, () => Promise<number>>> = {
  start,
  async 'stop-engine'() {
    say((await stopPrivateEngine()) ? 'the private Engine is stopped; its data is kept' : 'no private Engine runs');
    return 0;
  },
  async 'remove-engine'() {
    await removePrivateEngine();
    say('the private Engine and all its data are removed');
    return 0;
  },
};

const command = commands[process.argv[2] ?? 'start'];
if (command === undefined) {
  console.error(`usage: npm start [-- ${Object.keys(commands).join(' | ')}]`);
  process.exit(2);
}
try {
  process.exit(await command());
} catch (error) {
  console.error(`start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
