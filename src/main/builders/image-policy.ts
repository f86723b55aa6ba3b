import { SlipwayError } from '../../shared/contract/index.ts';
import { type ParsedOptions, readBoolean } from '../../shared/options/index.ts';
import { type DockerEnvironment, type EngineInfo, variable } from '../engine/index.ts';

const TRUSTED = /^(?:(?:index\.)?docker\.io\/)?moby\/buildkit(?:[:@]|$)/;

/** Whether buildx is told to check signatures (docker/buildx policy/default.go); a value that it cannot read is no. */
export function checksSignatures(environment: DockerEnvironment): boolean {
  const read = readBoolean(variable(environment, 'BUILDX_DEFAULT_POLICY') ?? '');
  return read.ok && read.value;
}

/**
 * Where buildx would check the signature of BuildKit's image before it makes a container of it (0.36 and later: its own
 * repository, an Engine with the containerd image store, no `allow-untrusted-image`), we stop: a check that was asked for
 * must not be passed over.
 *
 * @throws SlipwayError `unsupported` at `image`
 */
export function refuseUncheckedImage(
  { image, allowUntrustedImage }: ParsedOptions,
  info: Pick<EngineInfo, 'containerdImageStore'>,
): void {
  if (allowUntrustedImage || !info.containerdImageStore || !TRUSTED.test(image)) return;
  throw new SlipwayError({
    code: 'unsupported',
    title: 'Slipway cannot check the signature of the BuildKit image.',
    meaning: 'BUILDX_DEFAULT_POLICY asks for that check before a builder is made.',
    remedy: 'Start this builder once with the docker command, or allow an untrusted image in its options.',
    command: 'docker buildx inspect --bootstrap',
    field: 'image',
  });
}
