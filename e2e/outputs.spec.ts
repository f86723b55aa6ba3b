import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildPage } from './pages/build-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { expect, test } from './support/spec.ts';

/** Leaves the hash of its secret as the one file of its last stage, so that it tells without telling. */
const DOCKERFILE = `FROM scratch AS made
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
RUN --mount=type=secret,id=api-key,required=true sha256sum < /run/secrets/api-key > /hash

FROM scratch
COPY --from=made /hash /hash
`;
const SECRET = 'gehe1m-typed-in-the-sheet';

test('a build puts its image in a registry and its files in a folder, with a secret that is kept nowhere', async ({
  bed,
  running,
  buildx,
  busybox,
}) => {
  const { page } = running;
  const project = join(await bed.freshFolder('outputs'), 'sealed');
  const out = join(await bed.freshFolder('out'), 'files');
  await mkdir(project, { recursive: true });
  await copyFile(busybox, join(project, 'busybox'));
  await writeFile(join(project, 'Dockerfile'), DOCKERFILE);
  await buildx('create', '--name', 'outputs-e2e', '--driver', 'docker-container', '--bootstrap', '--use');
  const image = `${bed.registry.address}/outputs-e2e/sealed:1`;

  const sheet = new NewBuildSheet(page);
  await sheet.open();
  await sheet.choose(project);
  await sheet.pickBuilder('outputs-e2e');
  await sheet.output('An image on this computer').uncheck();
  await expect(sheet.sheet.getByText('Nothing will come out')).toBeVisible();
  await expect(sheet.build).toHaveText(/^Build for the cache only/);
  // By keyboard: a box is turned on, and the next stop is its field.
  await sheet.output('An image in a registry').press('Space');
  await sheet.output('Files in a folder').press('Space');
  await expect(sheet.sheet.getByText('Nothing will come out')).toHaveCount(0);
  // The suggested name comes once the folder has been looked at; emptied before, it would come afterwards.
  await expect(sheet.imageName).not.toHaveValue('');
  await sheet.imageName.fill('');
  await sheet.build.click();
  await expect(sheet.sheet.getByText(/name is needed to put the image in a registry/)).toBeVisible();
  await expect(sheet.sheet.getByText('A folder to lay them in is needed.')).toBeVisible();
  await sheet.imageName.fill(image);
  await sheet.sheet.getByRole('textbox', { name: 'Folder to fill' }).fill(out);
  await sheet.platform('amd64').check();
  await sheet.addSecret(1, { id: 'api-key', from: 'Typed here', value: SECRET });
  const twin = sheet.sheet.getByRole('region', { name: 'The same on the command line' });
  await expect(twin).toContainText('--secret id=api-key,env=API_KEY');
  await expect(twin).toContainText(`-o type=local,dest=${out}`);
  await expect(twin).toContainText('--push');
  await expect(twin).not.toContainText(SECRET);
  await sheet.build.click();
  await expect(sheet.sheet).toHaveCount(0);

  const build = new BuildPage(page);
  await build.waitForResult();
  await expect(build.result).toContainText(image);
  await expect(build.result).toContainText(out);
  const inspected = await buildx('imagetools', 'inspect', '--builder', 'outputs-e2e', image);
  const digest = /^Digest:\s+(sha256:[0-9a-f]{64})$/m.exec(inspected)?.[1] ?? '';
  await expect(build.result).toContainText(digest.slice(0, 19));
  expect(inspected).toContain('linux/amd64');
  expect(await readdir(out)).toEqual(['hash']);
  expect(await readFile(join(out, 'hash'), 'utf8')).toContain(createHash('sha256').update(SECRET).digest('hex'));

  await page.getByRole('button', { name: /^Build again/ }).click();
  await expect(sheet.output('An image on this computer')).not.toBeChecked();
  await expect(sheet.output('An image in a registry')).toBeChecked();
  await expect(sheet.sheet.getByRole('textbox', { name: 'Folder to fill' })).toHaveValue(out);
  await expect(sheet.platform('amd64')).toBeChecked();
  const value = sheet.sheet.getByLabel('Value of secret 1');
  await expect(sheet.sheet.getByLabel('Id of secret 1')).toHaveValue('api-key');
  await expect(value).toHaveValue('');
  await expect(value).toHaveAttribute('type', 'password');
  await sheet.build.click();
  await expect(sheet.sheet.getByText('The value is needed.')).toBeVisible();
  await bed.registry.remove('outputs-e2e/sealed', digest);
});
