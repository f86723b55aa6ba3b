import type { CommandLine } from '../api/command-line.ts';

/** Switches that are the host's own affair and must not reach Chromium. */
const ownSwitches = new Set([
  'user-data-dir',
  'no-sandbox',
  'headless',
  'disable-features',
  'enable-features',
  'require',
]);

/** Everything that Chromium would otherwise do on the network or on the screen by itself. */
const quiet = [
  '--no-startup-window',
  '--keep-alive-for-test',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-default-apps',
  '--disable-breakpad',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-hang-monitor',
  '--disable-infobars',
  '--disable-popup-blocking',
  '--disable-ipc-flooding-protection',
  '--disable-search-engine-choice-screen',
  '--allow-pre-commit-input',
  '--password-store=basic',
  '--force-color-profile=srgb',
  '--allow-file-access-from-files',
  // These guarantee that nothing is looked up: the switches above do not silence it all.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  '--gaia-url=http://localhost:9',
  '--component-updater=url-source=http://localhost:9',
];

const disabledFeatures = [
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'MediaRouter',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'Translate',
];

export interface BrowserOptions {
  readonly profile: string;
  readonly headless: boolean;
  readonly commandLine: CommandLine;
}

/** As root Chromium refuses its sandbox; `--test-type` keeps it from saying so above every window. */
export function sandboxFlags(commandLine: CommandLine): readonly string[] {
  const root = process.getuid?.() === 0;
  return root || commandLine.hasSwitch('no-sandbox') ? ['--no-sandbox', '--test-type'] : [];
}

/** The arguments of the Chromium that all windows live in. */
export function browserFlags({ profile, headless, commandLine }: BrowserOptions): readonly string[] {
  const features = (name: string, own: readonly string[]) =>
    `--${name}=${[...new Set([...own, ...commandLine.getSwitchValue(name).split(',').filter(Boolean)])].join(',')}`;
  const given = commandLine.entries().filter(([name]) => !ownSwitches.has(name));
  return [
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
    ...(headless ? ['--headless'] : []),
    ...sandboxFlags(commandLine),
    ...quiet,
    features('disable-features', disabledFeatures),
    features('enable-features', ['SkipListAccountsWithoutGaiaCookies']),
    ...given.map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`)),
  ];
}
