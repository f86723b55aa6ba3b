/**
 * A custom scheme cannot be navigated to in Chromium: it ends before anything could answer. So `app://host/x` lives in the browser as
 * `https://host.app.invalid/x`, a name that no resolver knows, and is mapped back for everything that the app sees.
 */
export class UrlMap {
  readonly #schemes = new Set<string>();

  add(scheme: string): void {
    this.#schemes.add(scheme);
  }

  /** The address in Chromium of an address of the app. */
  toBrowser(url: string): string {
    const [, scheme, host, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
    if (scheme === undefined || !this.#schemes.has(scheme.toLowerCase())) return url;
    return `https://${host === '' ? 'empty' : host}.${scheme.toLowerCase()}.invalid${rest === '' ? '/' : rest}`;
  }

  /** The address of the app behind an address in Chromium. */
  toApp(url: string): string {
    const [, host, scheme, rest] = /^https:\/\/([^/?#]+)\.([^./?#]+)\.invalid(.*)$/is.exec(url) ?? [];
    if (scheme === undefined || !this.#schemes.has(scheme)) return url;
    return `${scheme}://${host === 'empty' ? '' : host}${rest}`;
  }

  /** The custom scheme of an address in Chromium, if it is one. */
  schemeOf(url: string): string | undefined {
    const scheme = /^https:\/\/[^/?#]+\.([^./?#]+)\.invalid(?:[/?#]|$)/i.exec(url)?.[1];
    return scheme !== undefined && this.#schemes.has(scheme) ? scheme : undefined;
  }

  /** A Content-Security-Policy that names a custom scheme, as Chromium must read it. */
  policyToBrowser(policy: string): string {
    return policy.replace(
      /(?<=\s)([a-z][a-z0-9+.-]*):(\/\/[^\s;]+)?(?=[\s;]|$)/gi,
      (source, scheme: string, host?: string) => {
        if (!this.#schemes.has(scheme.toLowerCase())) return source;
        return host === undefined
          ? `https://*.${scheme.toLowerCase()}.invalid`
          : this.toBrowser(source).replace(/\/$/, '');
      },
    );
  }
}
