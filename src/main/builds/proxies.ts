import type { DockerConfig } from '../engine/index.ts';

/**
 * docker's `proxies` as the build arguments that the CLI adds: the entry of the Engine's host URL, else `default`
 * (docker/buildx, store/storeutil/storeutil.go). May hold passwords: never show it.
 */
export function buildProxies(config: Pick<DockerConfig, 'proxies'>, hostUrl: string): Readonly<Record<string, string>> {
  const found = config.proxies[hostUrl] ?? config.proxies.default;
  const named = {
    HTTP_PROXY: found?.httpProxy,
    HTTPS_PROXY: found?.httpsProxy,
    NO_PROXY: found?.noProxy,
    FTP_PROXY: found?.ftpProxy,
  };
  return Object.fromEntries(Object.entries(named).filter((entry): entry is [string, string] => Boolean(entry[1])));
}
