import { imageText, oneLine } from './instruction-text.ts';
import type { StepName } from './step-name.ts';

/** How a step that no instruction made is told in plain words. `$1` and so on stand for what the pattern caught. */
interface Rule {
  readonly kind: 'prepare' | 'result';
  readonly pattern: RegExp;
  readonly text: (caught: readonly string[]) => string;
  readonly takesExport?: true;
}

/**
 * Names that BuildKit and buildx give to work of their own, in the order in which their steps stand in the list. Found in
 * moby/buildkit (frontend/dockerui, frontend/dockerfile, solver/llbsolver, exporter, cache/remotecache, session/auth) and
 * docker/buildx (driver, build, util/dockerutil).
 */
const RULES: readonly Rule[] = [
  prepare(/^\[internal\] booting buildkit$/, () => 'Start the builder'),
  prepare(/^\[internal\] waiting for connection$/, () => 'Reach the builder'),
  prepare(/^\[internal\] load build definition from (.+)$/, ([file = '']) => `Read ${file}`),
  prepare(/^resolve image config for (.+)$/, ([image = '']) => `Look up ${imageText(image)}`),
  prepare(/^docker-image:\/\/(.+)$/, ([image = '']) => `Get ${imageText(image)}`),
  prepare(/^\[(?:(\S+) )?internal\] load metadata for (.+)$/, ([, image = '']) => `Look up ${imageText(image)}`),
  prepare(/^\[internal\] load (\S*\.?dockerignore)$/, ([file = '']) => `Read ${file}`),
  prepare(/^\[auth\] .* token for (.+)$/, ([host = '']) => `Sign in to ${host}`),
  prepare(/^\[auth\] sharing credentials for (.+)$/, ([host = '']) => `Sign in to ${host}`),
  prepare(/^importing cache manifest from (.+)$/, ([from = '']) => `Get cache from ${imageText(from)}`),
  prepare(/^\[context (\S+)\] load metadata for .+$/, ([name = '']) => `Look up ${name}`),
  prepare(/^\[context (\S+)\] load \.dockerignore$/, ([name = '']) => `Read .dockerignore of ${name}`),
  prepare(/^\[context (\S+)\] (?:OCI )?load from client$/, ([name = '']) => `Send ${name}`),
  prepare(/^\[context (\S+)\] .+$/, ([name = '']) => `Get ${name}`),
  prepare(/^\[internal\] load build context$/, () => 'Send project files'),
  prepare(/^\[internal\] load remote build context$/, () => 'Get project files'),
  prepare(/^\[internal\] load git source (.+)$/, ([url = '']) => `Get ${lastPart(url)}`),
  prepare(/^(?:git|local|https?):\/\/(.+)$/, ([source = '']) => `Get ${lastPart(source)}`),
  prepare(/^\[(?:\S+ )?internal\] (.+)$/s, ([what = '']) => capital(what)),
  result(/^\[(?:\S+)\] generating sbom using .+$/, () => 'List what is inside'),
  result(/^Verifying build result$/, () => 'Check the result'),
  result(/^exporting to image$/, () => 'Make the image'),
  result(/^exporting to (?:oci|docker) image format$/, () => 'Pack the image'),
  result(/^exporting to client directory$/, () => 'Save the files'),
  result(/^exporting to client tarball$/, () => 'Save the archive'),
  takesExport(/^importing to docker$/, () => 'Load into Docker'),
  takesExport(/^pushing (\S+) with docker$/, ([image = '']) => `Push ${imageText(image)}`),
  takesExport(/^pushing (.+)$/, ([image = '']) => `Push ${imageText(image)}`),
  takesExport(/^merging manifest list (.+)$/, ([image = '']) => `Join the platforms of ${imageText(image)}`),
  result(/^exporting inline cache$/, () => 'Put the cache into the image'),
  result(/^exporting (?:content )?cache(?: to (.+))?$/, ([to = '']) => oneLine(`Save the cache ${to && `to ${to}`}`)),
  result(/^exporting to GitHub Actions Cache$/, () => 'Save the cache to GitHub Actions'),
  result(/^exporting (.+)$/, ([what = '']) => capital(`export ${what}`)),
  takesExport(/^resolving provenance for metadata file$/, () => 'Read the provenance'),
];

/** What is told of a step that no instruction made; undefined when its name is not known. */
export function plainName(name: string): StepName | undefined {
  const rank = RULES.findIndex((rule) => rule.pattern.test(name));
  const rule = RULES[rank];
  if (rule === undefined) return undefined;
  const caught = rule.pattern.exec(name)?.slice(1) ?? [];
  const platform = /^\[([a-z0-9_]+(?:\([^)]*\))?\/\S+)(?: internal)?\] /.exec(name)?.[1];
  return {
    kind: rule.kind,
    stage: '',
    ...(platform !== undefined && { platform }),
    keyword: '',
    text: oneLine(rule.text(caught)),
    rank,
    ...(rule.takesExport && { takesExport: true }),
  };
}

function prepare(pattern: RegExp, text: Rule['text']): Rule {
  return { kind: 'prepare', pattern, text };
}

function result(pattern: RegExp, text: Rule['text']): Rule {
  return { kind: 'result', pattern, text };
}

function takesExport(pattern: RegExp, text: Rule['text']): Rule {
  return { kind: 'result', pattern, text, takesExport: true };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function lastPart(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed.slice(trimmed.lastIndexOf('/') + 1) || path;
}
