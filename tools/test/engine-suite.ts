/**
 * What `npm run test:engines` runs. Paths below the root of the repository; vitest's project `engines` holds them all.
 */

/** Integration tests whose outcome depends on the Engine and the BuildKit in it: they run on every Engine. */
export const onEveryEngine: readonly string[] = [
  'src/main/engine/engine.itg.ts',
  'src/main/builders/builders.itg.ts',
  'src/main/builders/versions.eng.ts',
  'src/main/buildkit/buildkit.itg.ts',
  'src/main/operations/create-equality.itg.ts',
  'src/main/builds/watching.itg.ts',
  'src/main/builds/ending.itg.ts',
  'src/main/builds/outputs.itg.ts',
  'src/main/builds/built-in.eng.ts',
];

/** Tests of what the builder in an Engine can do where containerd keeps the images. */
export const onContainerdStore: readonly string[] = ['src/main/builds/engine-store.eng.ts'];

/** Tests that bring older BuildKits or buildx CLIs by themselves: they run on one Engine. */
export const onOneEngine: readonly string[] = ['src/main/builds/older-buildkit.eng.ts', 'src/main/buildx/peers.eng.ts'];
