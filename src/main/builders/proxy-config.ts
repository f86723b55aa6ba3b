import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type DockerEnvironment, dockerConfigDir } from '../engine/index.ts';

const text = z.string().optional();
const proxy = z.object({ httpProxy: text, httpsProxy: text, noProxy: text, ftpProxy: text });
const schema = z.object({ proxies: z.record(z.string(), proxy).optional() });

/**
 * The proxies that buildx gives to builds, from config.json: those of the current Engine's host URL, else `default`
 * (docker/buildx store/storeutil/storeutil.go). Passwords in the addresses are masked. A broken file gives none; the
 * Engines say what is wrong with it.
 */
export async function readProxyConfig(
  environment: DockerEnvironment,
  hostUrl: string,
): Promise<Readonly<Record<string, string>>> {
  const path = join(dockerConfigDir(environment), 'config.json');
  const parsed = await readFile(path, 'utf8')
    .then((content) => schema.safeParse(JSON.parse(content)))
    .catch(() => undefined);
  const proxies = parsed?.data?.proxies ?? {};
  const found = proxies[hostUrl] ?? proxies.default ?? {};
  const named: Record<string, string | undefined> = {
    HTTP_PROXY: found.httpProxy,
    HTTPS_PROXY: found.httpsProxy,
    NO_PROXY: found.noProxy,
    FTP_PROXY: found.ftpProxy,
  };
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (value ? [[name, maskUserInfo(value)]] : [])),
  );
}

export function maskUserInfo(address: string): string {
  return address.replace(/(:\/\/[^/:@\s]*):[^/@\s]*@/g, '$1:xxxxx@');
}
