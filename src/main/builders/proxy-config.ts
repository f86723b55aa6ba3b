import { type DockerConfig, type DockerEnvironment, readDockerConfig } from '../engine/index.ts';

/**
 * docker's `proxies` as the build arguments that buildx adds: the entry of the current Engine's host URL, else `default`
 * (docker/buildx store/storeutil/storeutil.go, which leaves out `allProxy`). May hold passwords: never show it.
 */
export function proxiesOf(
  { proxies }: Pick<DockerConfig, 'proxies'>,
  hostUrl: string,
): Readonly<Record<string, string>> {
  const found = proxies[hostUrl] ?? proxies.default;
  const named = {
    HTTP_PROXY: found?.httpProxy,
    HTTPS_PROXY: found?.httpsProxy,
    NO_PROXY: found?.noProxy,
    FTP_PROXY: found?.ftpProxy,
  };
  return Object.fromEntries(Object.entries(named).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/** The same from config.json as it may be shown. A broken file gives none; the Engines say what is wrong with it. */
export async function readProxyConfig(
  environment: DockerEnvironment,
  hostUrl: string,
): Promise<Readonly<Record<string, string>>> {
  const { config } = await readDockerConfig(environment);
  const proxies = Object.entries(proxiesOf(config, hostUrl));
  return Object.fromEntries(proxies.map(([name, value]) => [name, maskUserInfo(value)]));
}

/** An address with its password masked, as Go's `URL.Redacted` does; also one without a scheme. */
export function maskUserInfo(address: string): string {
  return address.replace(/^((?:[a-z][a-z0-9+.-]*:\/\/)?[^/:@\s]*):(?!\/\/)[^/\s]*@/i, '$1:xxxxx@');
}
