/** Grammar of distribution/reference (regexp.go), which docker, buildx and BuildKit all read names with. */
const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = `(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const TAG = '\\w[\\w.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(`^(${DOMAIN})/(${PATH_PART}(?:/${PATH_PART})*)(?::(${TAG}))?(?:@(${DIGEST}))?$`);

export interface ImageReference {
  /** `docker.io` where none is written. */
  readonly domain: string;
  /** `library/` in front of official names. */
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
}

export type ReferenceResult =
  | { readonly ok: true; readonly reference: ImageReference }
  | { readonly ok: false; readonly wrong: string; readonly original: string };

/** Reads a name as `docker` takes it: `web`, `team/web:1.2`, `registry.example.com:5000/team/web`, `web@sha256:…`. */
export function readReference(text: string): ReferenceResult {
  if (text === '') return { ok: false, wrong: 'The name is empty.', original: 'invalid reference format' };
  if (/^[a-f0-9]{64}$/.test(text)) {
    return {
      ok: false,
      wrong: 'A name of 64 hexadecimal digits would be taken for an id.',
      original: `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`,
    };
  }
  const { domain, rest } = splitDomain(text);
  const name = rest.split(/[:@]/, 1)[0] ?? '';
  if (name.toLowerCase() !== name) {
    return {
      ok: false,
      wrong: 'The name of an image is written in lower case.',
      original: `invalid reference format: repository name (${name}) must be lowercase`,
    };
  }
  const match = REFERENCE.exec(`${domain}/${rest}`);
  if (match === null) return { ok: false, wrong: whyNot(rest), original: 'invalid reference format' };
  const [, , path = '', tag, digest] = match;
  if (path.length > 255) {
    return {
      ok: false,
      wrong: 'The name is longer than 255 characters.',
      original: 'repository name must not be more than 255 characters',
    };
  }
  return {
    ok: true,
    reference: { domain, path, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) },
  };
}

/** What stands before the first slash is a registry if it looks like one: a dot, a port, `localhost`, or capitals. */
function splitDomain(text: string): { readonly domain: string; readonly rest: string } {
  const slash = text.indexOf('/');
  const first = text.slice(0, slash);
  const isDomain = slash !== -1 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
  let domain = isDomain ? first : 'docker.io';
  let rest = isDomain ? text.slice(slash + 1) : text;
  if (domain === 'index.docker.io') domain = 'docker.io';
  if (domain === 'docker.io' && !rest.includes('/')) rest = `library/${rest}`;
  return { domain, rest };
}

function whyNot(rest: string): string {
  if (/\s/.test(rest)) return 'A name holds no blanks.';
  const tag = /:([^/@]*)/.exec(rest)?.[1];
  if (tag === '') return 'After the colon a tag is missing.';
  if (tag !== undefined && tag.length > 128) return 'A tag is at most 128 characters long.';
  if (tag !== undefined && !/^\w[\w.-]*$/.test(tag)) {
    return 'A tag holds letters, digits, dots, hyphens and underscores, and starts with none of the dots and hyphens.';
  }
  return 'A name holds lower-case letters and digits, joined by dots, hyphens, underscores or slashes.';
}
