import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFlock } from '../flock.ts';

const SEED_LENGTH = 16;
const LOCK_LIMIT_MS = 5000;

/**
 * This client's secret for a registry host, made when first asked for and kept in docker's config folder, where the CLI finds it too: then a
 * daemon takes the CLI and Slipway for one client, and gives either the tokens of the other
 * (moby/buildkit session/auth/authprovider/tokenseed.go). Where it cannot be kept, it holds for this session.
 */
export class TokenSeeds {
  readonly #folder: string;
  readonly #known = new Map<string, Buffer>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async seedOf(host: string): Promise<Buffer> {
    const known = this.#known.get(host);
    if (known) return known;
    tryTo(() => mkdirSync(this.#folder, { recursive: true, mode: 0o755 }));
    const seed = await withFlock(join(this.#folder, '.token_seed.lock'), LOCK_LIMIT_MS, () => this.#load(host));
    this.#known.set(host, seed);
    return seed;
  }

  #load(host: string): Buffer {
    const file = join(this.#folder, '.token_seed');
    const seeds = readSeeds(file);
    const saved = seeds.get(host);
    if (saved) return saved.seed;
    const seed = randomBytes(SEED_LENGTH);
    const all = Object.fromEntries([...seeds].map(([name, { raw }]) => [name, raw]));
    tryTo(() => replaceFile(file, JSON.stringify({ ...all, [host]: { Seed: seed.toString('base64') } }, null, 2)));
    return seed;
  }
}

interface SavedSeed {
  /** As it stood there, so that what is not known stays. */
  readonly raw: unknown;
  readonly seed: Buffer;
}

/** A file that is broken is written anew, as Go's client does. */
function readSeeds(file: string): ReadonlyMap<string, SavedSeed> {
  const seeds = new Map<string, SavedSeed>();
  tryTo(() => {
    const saved: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof saved !== 'object' || saved === null) return;
    for (const [host, raw] of Object.entries(saved)) {
      const text: unknown = (raw as { readonly Seed?: unknown } | null)?.Seed;
      if (typeof text === 'string') seeds.set(host, { raw, seed: Buffer.from(text, 'base64') });
    }
  });
  return seeds;
}

/** Whole or not at all, and for its owner alone. */
function replaceFile(file: string, text: string): void {
  const partial = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(partial, text, { mode: 0o600, flag: 'wx' });
    chmodSync(partial, 0o600);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

function tryTo(act: () => void): void {
  try {
    act();
  } catch {
    // The seed then holds for this session only.
  }
}
