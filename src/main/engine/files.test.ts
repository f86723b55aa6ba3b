import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDockerConfig } from './config-file.ts';
import { parseContextMeta } from './context-store.ts';

describe('meta.json', () => {
  it('is read whatever else it holds', () => {
    const word = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(word, word, word, fc.boolean(), fc.jsonValue(), (Name, Description, Host, SkipTLSVerify, other) => {
        const docker = { Host, SkipTLSVerify, other };
        const text = JSON.stringify({ Name, Metadata: { Description, other }, Endpoints: { docker, other }, other });
        expect(parseContextMeta(text)).toEqual({
          name: Name,
          description: Description,
          host: Host,
          skipTlsVerify: SkipTLSVerify,
        });
      }),
    );
  });

  it('may lack all but the name, in any case', () => {
    expect(parseContextMeta('{"name":"x","metadata":null}')).toEqual({
      name: 'x',
      description: '',
      host: undefined,
      skipTlsVerify: false,
    });
  });
});

describe('config.json', () => {
  it('keeps what was written and passes over the rest', () => {
    // zod passes over a key that would set the prototype.
    const host = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
    const names = fc.dictionary(host, fc.string(), { noNullPrototype: true });
    const context = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(names, context, fc.jsonValue(), (credHelpers, currentContext, plugins) => {
        const read = parseDockerConfig(JSON.stringify({ credHelpers, currentContext, plugins }));
        expect(read).toMatchObject({ currentContext, auths: {}, credsStore: undefined });
        expect(read.credHelpers).toEqual(credHelpers);
      }),
    );
  });

  it('is read like the CLI where more stands behind it, or nothing is in it', () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), (plugins, behind) => {
        const text = JSON.stringify({ currentContext: 'a}"\\]b', plugins: { plugins } });
        expect(parseDockerConfig(` ${text}${behind}`).currentContext).toBe('a}"\\]b');
      }),
    );
    for (const text of ['', ' \n', '{}\n{}\n', '{}}', '{}words']) {
      expect(parseDockerConfig(text)).toEqual(parseDockerConfig('{}'));
    }
    expect(() => parseDockerConfig('{"currentContext":"a"')).toThrow();
  });

  it('fails on what is no config, and never otherwise than by throwing', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        try {
          expect(parseDockerConfig(text).auths).toBeTypeOf('object');
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
    expect(() => parseDockerConfig('[]')).toThrow();
    expect(() => parseDockerConfig('{"auths":[]}')).toThrow();
  });
});
