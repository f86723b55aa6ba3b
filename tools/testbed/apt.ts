import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseVersion, debFileStart, debianMirrors, parseMadison, parseSimulation } from './apt-versions.ts';
import { cacheDir, makeOnce } from './cache.ts';
import { withLock } from './lock.ts';
import { type DebianPackage, suites } from './packages.ts';
import { run } from './run.ts';
import { say, timed } from './say.ts';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const hour = 3_600_000;
// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders.
const stateFormat = '${Package} ${db:Status-Status}\n';
const quiet = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };

/** The testbed's own apt configuration: other suites, own lists and archives; the system's is not touched. */
interface PrivateApt {
  readonly folder: string;
  readonly options: readonly string[];
}

async function readMirrors(): Promise<{ main: string; security?: string }> {
  const override = process.env.SLIPWAY_DEBIAN_MIRROR;
  if (override) return { main: override };
  const ask = () =>
    run('apt-get', ['indextargets', '--format', '$(ORIGIN)|$(REPO_URI)|$(CODENAME)', 'Created-By: Packages'], {
      env: quiet,
    });
  let found = debianMirrors((await ask()).stdout);
  if (found.main === undefined) {
    // The lists of a machine just made are empty: apt knows a mirror's origin only once it has seen it.
    await updateSystem();
    found = debianMirrors((await ask()).stdout);
  }
  const { main, security } = found;
  if (main === undefined) {
    throw new Error('This system’s apt names no Debian mirror. Name one in SLIPWAY_DEBIAN_MIRROR and start again.');
  }
  return security === undefined ? { main } : { main, security };
}

async function openPrivate(folder: string): Promise<PrivateApt> {
  await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
  await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  const settings = {
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(folder, 'lists'),
    // No package counts as installed, so that what an image needs is resolved whole.
    'Dir::State::status': '/dev/null',
    'Dir::Cache': join(folder, 'cache'),
    'Dir::Cache::archives': join(folder, 'cache', 'archives'),
    'APT::Sandbox::User': 'root',
    'APT::Keep-Downloaded-Packages': 'true',
  };
  return { folder, options: Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]) };
}

/** Runs `work` with the private apt that knows a suite, its lists at most six hours old. One process at a time. */
async function withPrivate<T>(suite: string, work: (apt: PrivateApt) => Promise<T>): Promise<T> {
  const usual = suites.includes(suite);
  const known = usual ? suites : [suite];
  const apt = await openPrivate(join(cacheDir(), usual ? 'apt' : `apt-${suite}`));
  return withLock(join(apt.folder, 'lock'), async () => {
    const stamp = join(apt.folder, 'updated');
    const age = existsSync(stamp) ? Date.now() - (await stat(stamp)).mtimeMs : Number.POSITIVE_INFINITY;
    if (age > 6 * hour) {
      if (!existsSync(keyring)) await installMissing(['debian-archive-keyring']);
      const mirrors = await readMirrors();
      const lines = known.flatMap((one) => [
        `deb [signed-by=${keyring}] ${mirrors.main} ${one} main`,
        // The unstable suite gets its security updates like all others.
        ...(mirrors.security && one !== 'sid'
          ? [`deb [signed-by=${keyring}] ${mirrors.security} ${one}-security main`]
          : []),
      ]);
      await writeFile(join(apt.folder, 'sources.list'), `${lines.join('\n')}\n`);
      await timed(`reading Debian's package lists (${known.join(', ')}) into the cache`, () =>
        run('apt-get', [...apt.options, 'update', '-q', '-o', 'APT::Update::Error-Mode=any'], { env: quiet }),
      );
      await writeFile(stamp, '');
    }
    return work(apt);
  });
}

async function findDeb(folder: string, start: string): Promise<string | undefined> {
  if (!existsSync(folder)) return undefined;
  const name = (await readdir(folder)).find((file) => file.startsWith(start) && file.endsWith('.deb'));
  return name === undefined ? undefined : join(folder, name);
}

/** Fetches packages into the cache, signatures checked by apt; answers their files. Asks no mirror for those that are there. */
export async function fetchPackages(packages: readonly DebianPackage[]): Promise<readonly string[]> {
  const folder = join(cacheDir(), 'debs');
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const wanted of packages) {
    files.push(
      (await findDeb(folder, debFileStart(wanted.name, wanted.version))) ?? (await fetchPackage(wanted, folder)),
    );
  }
  return files;
}

async function fetchPackage(wanted: DebianPackage, folder: string): Promise<string> {
  return withPrivate(wanted.suite, async (apt) => {
    const offers = parseMadison(
      (await run('apt-cache', [...apt.options, 'madison', wanted.name], { env: quiet })).stdout,
    );
    const choice = chooseVersion(wanted, offers);
    if (!choice.tried)
      say(`${wanted.name} ${wanted.version} has gone; taking ${choice.version}, the newest of ${wanted.suite}`);
    const start = debFileStart(wanted.name, choice.version);
    const there = await findDeb(folder, start);
    if (there !== undefined) return there;
    say(`fetching ${wanted.name} ${choice.version}`);
    const part = join(folder, 'part');
    await mkdir(part, { recursive: true });
    await run('apt-get', [...apt.options, 'download', '-q', `${wanted.name}=${choice.version}`], {
      env: quiet,
      cwd: part,
    });
    const fetched = await findDeb(part, start);
    if (fetched === undefined) throw new Error(`apt fetched no ${wanted.name} ${choice.version}.`);
    const file = join(folder, fetched.slice(part.length + 1));
    await rename(fetched, file);
    return file;
  });
}

/** Unpacks packages with all that they depend on into `root`, whose /bin, /lib and /sbin lead into /usr. Runs no script of theirs. */
export async function unpackClosure(suite: string, names: readonly string[], root: string): Promise<void> {
  await withPrivate(suite, async (apt) => {
    const args = ['install', '--no-install-recommends', '-y', '-q', '-t', suite];
    const simulated = await run('apt-get', [...apt.options, ...args, '--simulate', ...names], { env: quiet });
    await run('apt-get', [...apt.options, ...args, '--download-only', ...names], { env: quiet });
    const archives = join(apt.folder, 'cache', 'archives');
    for (const { name, version } of parseSimulation(simulated.stdout)) {
      const file = await findDeb(archives, debFileStart(name, version));
      if (file === undefined) throw new Error(`apt fetched no ${name} ${version}.`);
      await run('dpkg-deb', ['-x', file, root]);
    }
  });
}

/** Unpacks packages once into a folder of the cache and answers it. */
export function unpackOnce(folder: string, packages: readonly DebianPackage[]): Promise<string> {
  return makeOnce(folder, async (temporary) => {
    for (const file of await fetchPackages(packages)) await run('dpkg-deb', ['-x', file, temporary]);
  });
}

async function updateSystem(): Promise<void> {
  await timed('apt-get update', () =>
    // A foreign source that does not answer is no reason to stop: what is needed then fails by its own name.
    run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', 'update', '-q'], {
      env: quiet,
      timeoutMs: 300_000,
      unchecked: true,
    }),
  );
}

/** Installs from the system's own suites, without recommended packages, those that are missing. Needs root. */
export async function installMissing(names: readonly string[]): Promise<void> {
  const state = await run('dpkg-query', ['-W', '-f', stateFormat, ...names], {
    unchecked: true,
  });
  const installed = new Set(
    state.stdout.split('\n').flatMap((line) => (line.endsWith(' installed') ? [line.split(' ')[0]] : [])),
  );
  const missing = names.filter((name) => !installed.has(name));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new Error(`Debian packages are missing: ${missing.join(' ')}. Install them, or start again as root.`);
  }
  const install = () =>
    run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '-q', '--no-install-recommends', ...missing], {
      env: quiet,
      timeoutMs: 900_000,
    });
  await timed(`installing ${missing.join(', ')} with apt-get`, async () => {
    try {
      await install();
    } catch {
      // The lists may be missing or name versions that have gone from the mirror.
      await updateSystem();
      await install();
    }
  });
}
