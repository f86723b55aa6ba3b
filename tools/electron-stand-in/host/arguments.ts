/** What Electron's own command line says, as Playwright, `npx electron` and electron-vite write it. */
export interface HostArguments {
  /** Modules to require before the app, in order (`-r file`). */
  readonly preloads: readonly string[];
  /** The port of Node's inspector (0: any), if one was asked for. */
  readonly inspectPort: number | undefined;
  /** `--inspect-brk`: wait for a debugger. */
  readonly inspectWait: boolean;
  /** Switches without their dashes, in order; they may stand before or after the entry. */
  readonly switches: readonly (readonly [name: string, value: string])[];
  /** The folder or file of the app; undefined when none was named. */
  readonly entry: string | undefined;
  /** `--version` and `--help` are answered without an app. */
  readonly versionOnly: boolean;
}

/** Reads the arguments behind the executable's name. Never throws: what it does not know is a switch. */
export function parseArguments(argv: readonly string[]): HostArguments {
  const preloads: string[] = [];
  const switches: [string, string][] = [];
  let inspectPort: number | undefined;
  let inspectWait = false;
  let entry: string | undefined;
  let versionOnly = false;
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? '';
    if (argument === '--') break;
    if (argument === '-r' || argument === '--require') {
      const file = argv[++index];
      if (file !== undefined) preloads.push(file);
    } else if (argument === '-v' || argument === '--version') {
      versionOnly = entry === undefined;
    } else if (argument.startsWith('--inspect')) {
      const [name, value] = split(argument);
      inspectPort = Number(value.split(':').at(-1) || 9229);
      inspectWait = name === 'inspect-brk';
    } else if (argument.startsWith('--')) {
      switches.push(split(argument));
    } else {
      entry ??= argument;
    }
  }
  return { preloads, inspectPort, inspectWait, switches, entry, versionOnly };
}

function split(argument: string): [name: string, value: string] {
  const at = argument.indexOf('=');
  return at < 0 ? [argument.slice(2), ''] : [argument.slice(2, at), argument.slice(at + 1)];
}
