import { BlockList, isIP } from 'node:net';

type Variables = Readonly<Record<string, string>>;

/**
 * The proxy that a request goes through, as Go reads the variables (golang.org/x/net http/httpproxy/proxy.go). Node reads NO_PROXY otherwise: it
 * knows no network there and no domain with all below it, and sends what is for this machine to the proxy too. May hold a password.
 */
export function proxyFor(url: URL, variables: Variables): string | undefined {
  const written = setTo(variables, url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (written === '' || isSpared(url, setTo(variables, 'NO_PROXY'))) return undefined;
  return URL.parse(written.includes('://') ? written : `http://${written}`)?.href;
}

function setTo(variables: Variables, name: string): string {
  return variables[name] || variables[name.toLowerCase()] || '';
}

const LOOPBACK = ['127.0.0.0/8', '::1/128'];

function isSpared(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (host === 'localhost' || LOOPBACK.some((network) => isInNetwork(host, network))) return true;
  return noProxy.split(',').some((entry) => isMeant(entry.trim().toLowerCase(), host, port));
}

/** `*`, a network, or an address or domain with or without a port. */
function isMeant(entry: string, host: string, port: string): boolean {
  if (entry === '*' || isInNetwork(host, entry)) return true;
  const [, name = entry, wanted = port] = isIP(entry) ? [] : (/^\[?(.+?)\]?(?::(\d+))?$/.exec(entry) ?? []);
  if (name === '' || wanted !== port) return false;
  if (isIP(name)) return isInNetwork(host, `${name}/${isIP(name) === 4 ? 32 : 128}`);
  if (isIP(host)) return false;
  const below = name.replace(/^\*?(?=\.)/, '');
  return host.endsWith(below.startsWith('.') ? below : `.${below}`) || host === below;
}

function isInNetwork(host: string, network: string): boolean {
  const [address = '', length = ''] = network.split('/', 2);
  const family = isIP(address);
  const bits = /^\d{1,3}$/.test(length) ? Number(length) : Number.POSITIVE_INFINITY;
  if (family === 0 || family !== isIP(host) || bits > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(address, bits, type);
  return list.check(host, type);
}
