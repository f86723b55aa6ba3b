import { z } from 'zod';

const path = z.string().min(1).max(4096);

/**
 * One thing that comes out of a build. Paths are absolute and of this computer; platforms, tags and attestations are those
 * of the build.
 */
export const buildOutputSchema = z.discriminatedUnion('kind', [
  /** Into the Engine of the current context. */
  z.object({ kind: z.literal('load') }).readonly(),
  /** Into the registry that each tag names. */
  z.object({ kind: z.literal('push') }).readonly(),
  /** A file for `docker load`. */
  z.object({ kind: z.literal('docker-archive'), path }).readonly(),
  /** A file in the OCI image layout, as other tools read it. */
  z.object({ kind: z.literal('oci-archive'), path }).readonly(),
  /** All files of the last stage in one tar file. */
  z.object({ kind: z.literal('tar'), path }).readonly(),
  /** All files of the last stage, laid into a folder. */
  z.object({ kind: z.literal('folder'), path }).readonly(),
]);

/** A secret for `RUN --mount=type=secret`; it never becomes part of the image. */
export const buildSecretSchema = z
  .object({
    id: z.string().min(1).max(200),
    from: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('file'), path }).readonly(),
      z.object({ kind: z.literal('environment'), name: z.string().min(1).max(500) }).readonly(),
      z.object({ kind: z.literal('typed'), value: z.string().max(500 * 1024) }).readonly(),
    ]),
  })
  .readonly();

export type BuildOutput = z.infer<typeof buildOutputSchema>;
export type BuildSecret = z.infer<typeof buildSecretSchema>;

/** BuildKit's limit for one secret, bytes (moby/buildkit, session/secrets/secretsprovider). */
export const MOST_SECRET_BYTES = 500 * 1024;

/** True where an image with a name comes out, so that tags are of use. */
export function holdsImage(output: BuildOutput): boolean {
  return output.kind !== 'tar' && output.kind !== 'folder';
}

/** Where an output is written to on this computer. */
export function pathOfOutput(output: BuildOutput): string | undefined {
  return 'path' in output ? output.path : undefined;
}
