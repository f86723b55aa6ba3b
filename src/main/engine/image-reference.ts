/** An image reference taken apart as docker normalises it (distribution/reference normalize.go). */
export interface ImageReference {
  /** `docker.io` for the Hub. */
  readonly domain: string;
  /** `library/alpine`. */
  readonly path: string;
  /** `latest` when it names neither a tag nor a digest; empty for a digest alone. */
  readonly tag: string;
  /** `sha256:…` or empty. */
  readonly digest: string;
}

const HUB = 'docker.io';

/** Reads `alpine`, `me/app:1`, `host:5000/app@sha256:…`. The registry is the first part if it has a dot, port or is localhost. */
export function parseImageReference(reference: string): ImageReference {
  const [beforeDigest = '', digest = ''] = reference.split('@', 2);
  const slash = beforeDigest.indexOf('/');
  const first = slash < 0 ? '' : beforeDigest.slice(0, slash);
  const isDomain = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const domain = isDomain ? (first === 'index.docker.io' ? HUB : first) : HUB;
  const rest = isDomain ? beforeDigest.slice(slash + 1) : beforeDigest;
  const colon = rest.lastIndexOf(':');
  const name = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? (digest === '' ? 'latest' : '') : rest.slice(colon + 1);
  return { domain, path: domain === HUB && !name.includes('/') ? `library/${name}` : name, tag, digest };
}
