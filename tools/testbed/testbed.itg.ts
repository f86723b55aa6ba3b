import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildkitTool, buildxTool } from './packages.ts';
import { type Testbed, testbed } from './testbed.ts';

let bed: Testbed;
let env: Readonly<Record<string, string>>;
const builder = 'testbed-itg';

beforeAll(async () => {
  bed = testbed();
  env = { BUILDX_CONFIG: await bed.freshBuildxConfig() };
});

afterAll(async () => {
  await bed.cli(['buildx', 'rm', builder], { env, unchecked: true });
  await bed.cli(['image', 'rm', '--force', 'testbed-itg:1'], { env, unchecked: true });
  await bed.dispose();
});

it('has an Engine on which the buildx CLI makes a builder with our BuildKit', async () => {
  expect((await bed.cli(['buildx', 'version'], { env })).stdout).toContain(buildxTool.version);
  await bed.cli(['buildx', 'create', '--name', builder, '--driver', 'docker-container', '--bootstrap'], { env });
  const shown = (await bed.cli(['buildx', 'inspect', builder], { env })).stdout;
  expect(shown).toMatch(/Status:\s+running/);
  expect(shown).toContain(buildkitTool.version);
});

it('builds FROM busybox, which comes from the test registry, and runs the image', async () => {
  const project = await bed.freshFolder('project');
  await writeFile(join(project, 'Dockerfile'), 'FROM busybox\nRUN echo made here > /said\nCMD ["cat", "/said"]\n');
  await bed.cli(['buildx', 'build', '--builder', builder, '--load', '--tag', 'testbed-itg:1', project], { env });
  expect((await bed.cli(['run', '--rm', '--network', 'none', 'testbed-itg:1'], { env })).stdout).toBe('made here\n');
});

it('fails at once for a base image that nobody has', async () => {
  const project = await bed.freshFolder('project');
  await writeFile(join(project, 'Dockerfile'), 'FROM nobody/has-this\n');
  const failed = await bed.cli(['buildx', 'build', '--builder', builder, project], { env, unchecked: true });
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain('nobody/has-this');
});

it('pushes an image that the Engine can pull, and removes it again', async () => {
  const digest = await bed.registry.push('busybox', 'testbed-itg/box', 'one');
  expect(await bed.registry.list()).toContain('testbed-itg/box:one');
  const name = `${bed.registry.address}/testbed-itg/box:one`;
  expect((await bed.cli(['pull', name], { env })).stdout).toContain(digest);
  await bed.cli(['image', 'rm', name], { env });
  await bed.registry.remove('testbed-itg/box', digest);
  expect(await bed.registry.list()).not.toContain('testbed-itg/box:one');
});

it('gives a fresh BUILDX_CONFIG with and without the mirror', async () => {
  const [mirrored, bare] = [await bed.freshBuildxConfig(), await bed.freshBuildxConfig({ mirror: false })];
  expect(await readFile(join(mirrored, 'buildkitd.default.toml'), 'utf8')).toBe(bed.registry.toml);
  await expect(readFile(join(bare, 'buildkitd.default.toml'))).rejects.toThrow('ENOENT');
});
