import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from './cache.ts';
import { withLock } from './lock.ts';
import { run } from './run.ts';

/** The network of one private Engine: a bridge, and a /16 of its own for it and all networks made later. */
export interface EngineNetwork {
  readonly bridge: string;
  /** Second byte of the pool 10.N.0.0/16. */
  readonly octet: number;
  /** The host's address on the bridge: where the test registry listens. */
  readonly gateway: string;
  /** `10.N.0.0/16`. */
  readonly pool: string;
  /** Whether containers reach the outside. */
  readonly nat: boolean;
}

const forwardFile = '/proc/sys/net/ipv4/ip_forward';
/** There while forwarding is on because of us. */
const forwardMark = '/run/slipway-ip-forward';
const bridgePrefix = 'slipway';

/** Names the test run that started a process; a bridge carries it as alias, so that it is known whose a left one is. */
export const runVariable = 'SLIPWAY_RUN';

const firstOctet = 201;
const octets = 50;

/**
 * The first pool 10.N.0.0/16 in which no address or route of this machine lies, `preferred` before all others. `taken`
 * are addresses and routes.
 */
export function freeOctet(taken: readonly string[], preferred?: number): number {
  const candidates = [
    ...(preferred === undefined ? [] : [preferred]),
    ...Array.from({ length: octets }, (_, index) => firstOctet + index),
  ];
  const free = candidates.find((octet) => !taken.some((address) => address.startsWith(`10.${octet}.`)));
  if (free === undefined) throw new Error(`Every network from 10.${firstOctet}.0.0/16 on is in use.`);
  return free;
}

interface Link {
  readonly ifname: string;
  readonly addr_info?: readonly { readonly local: string }[];
}

async function links(): Promise<readonly Link[]> {
  return JSON.parse((await run('ip', ['-j', 'addr'])).stdout) as readonly Link[];
}

function poolOf(octet: number): string {
  return `10.${octet}.0.0/16`;
}

/**
 * Makes a bridge with a name and a subnet that nobody else has. With `nat` its containers reach the outside. `before` is
 * the network of this Engine's last run: it is taken again where it is free, since networks and builders remember it.
 */
export async function makeNetwork(options: {
  readonly nat: boolean;
  readonly before?: EngineNetwork;
}): Promise<EngineNetwork> {
  return withLock(join(cacheDir(), 'network.lock'), async () => {
    const routes = JSON.parse((await run('ip', ['-j', 'route'])).stdout) as readonly { dst: string }[];
    const addresses = (await links()).flatMap((link) => (link.addr_info ?? []).map((info) => info.local));
    const taken = [...addresses, ...routes.map((route) => route.dst)];
    const octet = freeOctet(taken, options.before?.octet);
    const bridge = options.before?.bridge ?? `${bridgePrefix}${randomBytes(3).toString('hex')}`;
    const gateway = `10.${octet}.0.1`;
    const network: EngineNetwork = { bridge, octet, gateway, pool: poolOf(octet), nat: options.nat };
    try {
      await run('ip', ['link', 'add', 'name', bridge, 'type', 'bridge']);
      await run('ip', ['link', 'set', bridge, 'alias', process.env[runVariable] ?? bridgePrefix]);
      await run('ip', ['addr', 'add', `${gateway}/24`, 'dev', bridge]);
      await run('ip', ['link', 'set', bridge, 'up']);
      turnForwardingOn();
      if (network.nat) for (const rule of natRules(network)) await run('iptables', ['-w', ...rule('-I')]);
    } catch (error) {
      await takeAway(network);
      throw error;
    }
    return network;
  });
}

/** As dockerd does by itself; without it the Engine warns at each container. */
function turnForwardingOn(): void {
  if (readFileSync(forwardFile, 'utf8').trim() !== '0') return;
  writeFileSync(forwardMark, '');
  writeFileSync(forwardFile, '1');
}

/**
 * Our rules, told from others by their comment: the Engine itself sets none (`--iptables=false`), so that they can be
 * taken away again and no other daemon's chains are touched.
 */
function natRules({ bridge, pool }: EngineNetwork): readonly ((how: '-I' | '-D') => readonly string[])[] {
  const comment = ['-m', 'comment', '--comment', bridge];
  return [
    (how) => ['-t', 'nat', how, 'POSTROUTING', '-s', pool, '!', '-d', pool, ...comment, '-j', 'MASQUERADE'],
    (how) => [how, 'FORWARD', '-s', pool, ...comment, '-j', 'ACCEPT'],
    (how) => [
      how,
      'FORWARD',
      '-d',
      pool,
      '-m',
      'conntrack',
      '--ctstate',
      'RELATED,ESTABLISHED',
      ...comment,
      '-j',
      'ACCEPT',
    ],
  ];
}

/** Takes away the rules, the bridge and every bridge that the Engine made in its pool; with the last one, forwarding. */
export async function removeNetwork(network: EngineNetwork): Promise<void> {
  await withLock(join(cacheDir(), 'network.lock'), () => takeAway(network));
}

async function takeAway(network: EngineNetwork): Promise<void> {
  if (network.nat)
    for (const rule of natRules(network)) await run('iptables', ['-w', ...rule('-D')], { unchecked: true });
  const inPool = (link: Link) => (link.addr_info ?? []).some((info) => info.local.startsWith(`10.${network.octet}.`));
  const all = await links();
  const ours = all.filter((link) => link.ifname === network.bridge || inPool(link));
  for (const link of ours) await run('ip', ['link', 'delete', link.ifname], { unchecked: true });
  const others = all.some((link) => !ours.includes(link) && link.ifname.startsWith(bridgePrefix));
  if (!others && existsSync(forwardMark)) {
    writeFileSync(forwardFile, '0');
    rmSync(forwardMark);
  }
}
