import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PLAIN_BUILD } from '../src/shared/actions/index.ts';
import { BuildPage } from './pages/build-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { NewBuildSheet } from './pages/new-build-sheet.ts';
import { expect, test } from './support/spec.ts';

test('a folder is typed with completion, picked, and looked at', async ({ bed, running }) => {
  const { page, app } = running;
  const parent = await bed.freshFolder('project');
  for (const name of ['harbour-api', 'harbour-web']) {
    await mkdir(join(parent, name));
    await writeFile(
      join(parent, name, 'Dockerfile'),
      'ARG VERSION=1\nFROM busybox AS one\nFROM one AS two\nRUN true\n',
    );
  }
  await writeFile(join(parent, 'harbour-web', 'other.Dockerfile'), 'FROM scratch\n');
  const sheet = new NewBuildSheet(page);
  await sheet.open();
  await sheet.folder.pressSequentially(join(parent, 'harbour-w'));
  await expect(page.getByRole('option', { name: /harbour-web/ })).toBeVisible();
  await expect(page.getByRole('option', { name: /harbour-api/ })).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(sheet.folder).toHaveValue(new RegExp(`${join(parent, 'harbour-web')}/?$`));
  await expect(sheet.sheet.getByRole('radio', { name: /^two/ })).toBeChecked();
  await expect(sheet.sheet).toContainText('VERSION');

  await app.evaluate(
    ({ dialog }, picked) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [picked] });
    },
    join(parent, 'harbour-api'),
  );
  await sheet.sheet.getByRole('button', { name: 'Choose' }).click();
  await expect(sheet.folder).toHaveValue(join(parent, 'harbour-api'));
});

test('another Dockerfile and a stage of it are what is built', async ({ bed, running, buildx, busybox }) => {
  const { page } = running;
  await buildx('create', '--name', 'chooser', '--driver', 'docker-container', '--bootstrap');
  const folder = join(await bed.freshFolder('project'), 'two-files');
  await mkdir(folder);
  await copyFile(busybox, join(folder, 'busybox'));
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY nowhere /\n');
  const stage = (name: string) =>
    `FROM scratch AS ${name}\nCOPY busybox /bin/busybox\nCMD ["/bin/busybox", "echo", "${name}"]\n`;
  await writeFile(join(folder, 'other.Dockerfile'), stage('early') + stage('late'));
  await expect(new BuildersPage(page).row('chooser')).toBeVisible();
  const sheet = new NewBuildSheet(page);
  await sheet.open();
  await sheet.choose(folder);
  await sheet.pickBuilder('chooser');
  await sheet.pickDockerfile('other.Dockerfile');
  await expect(sheet.stage('late')).toBeChecked();
  await sheet.stage('early').click();
  await sheet.imageName.fill('two-files:early');
  await sheet.build.click();
  await new BuildPage(page).waitForResult();
  const { stdout } = await bed.cli(['run', '--rm', 'two-files:early']);
  expect(stdout.trim()).toBe('early');
  await bed.cli(['image', 'rm', '--force', 'two-files:early']);
});

test('where nothing comes out but the cache, that is said before, and the command says it too', async ({
  bed,
  running,
  buildx,
}) => {
  const { page } = running;
  await buildx('create', '--name', 'keeper', '--driver', 'docker-container', '--bootstrap');
  const folder = join(await bed.freshFolder('project'), 'kept');
  await mkdir(folder);
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
  await expect(new BuildersPage(page).row('keeper')).toBeVisible();
  const sheet = new NewBuildSheet(page);
  await sheet.open();
  await sheet.choose(folder);
  await sheet.pickBuilder('keeper');
  await expect(sheet.sheet).not.toContainText('type=cacheonly');
  await expect(sheet.sheet.getByText('Nothing will come out')).toHaveCount(0);
  await sheet.output('An image on this computer').uncheck();
  await expect(sheet.sheet.getByText('Nothing will come out')).toBeVisible();
  await expect(sheet.sheet).toContainText('--output type=cacheonly');
  await expect(sheet.build).toContainText('Build for the cache only');
  await sheet.build.click();
  await expect(page.getByRole('heading', { name: 'No image came out' })).toBeVisible({ timeout: 60_000 });
  expect((await bed.cli(['image', 'ls', '--quiet', 'kept'])).stdout).toBe('');
});

test('a policy beside the Dockerfile stops the build and says why', async ({ bed, running }) => {
  const { page } = running;
  const folder = join(await bed.freshFolder('project'), 'governed');
  await mkdir(folder);
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
  await writeFile(join(folder, 'Dockerfile.rego'), 'package docker\ndefault allow = false\n');
  const sheet = new NewBuildSheet(page);
  await sheet.open();
  await sheet.choose(folder);
  await expect(sheet.sheet).toContainText('A build policy lies beside this Dockerfile');
  await expect(sheet.sheet).toContainText('Dockerfile.rego');
  await expect(sheet.build).toHaveAttribute('aria-disabled', 'true');
  const answer = await page.evaluate(
    (action) =>
      (window as unknown as { slipway: { request(name: string, input: unknown): Promise<unknown> } }).slipway.request(
        'builds.start',
        action,
      ),
    { ...PLAIN_BUILD, builder: 'default', context: folder },
  );
  expect(answer).toMatchObject({ ok: false, failure: { code: 'policy-present' } });
});

test('arguments, ignore file and a stopped builder: one build does it all, and its image is right', async ({
  bed,
  running,
  buildx,
  busybox,
}) => {
  const { page } = running;
  await buildx('create', '--name', 'sleeper', '--driver', 'docker-container', '--bootstrap', '--use');
  await buildx('stop', 'sleeper');
  const folder = join(await bed.freshFolder('project'), 'chosen');
  await mkdir(join(folder, 'kept'), { recursive: true });
  await copyFile(busybox, join(folder, 'busybox'));
  await writeFile(join(folder, 'kept/yes.txt'), 'sent\n');
  await writeFile(join(folder, 'kept/no.log'), 'left out\n');
  const ignored = Array.from({ length: 301 }, (_, index) => `nothing-${index}/**`);
  await writeFile(join(folder, '.dockerignore'), `${ignored.join('\n')}\n**/*.log\n`);
  await writeFile(
    join(folder, 'Dockerfile'),
    'FROM scratch\nARG WORD=unset\nCOPY busybox /bin/busybox\nCOPY kept /kept\n' +
      'RUN ["/bin/busybox", "sh", "-c", "echo $WORD > /word"]\nCMD ["/bin/busybox", "sh", "-c", "/bin/busybox cat /word; /bin/busybox ls /kept"]\n',
  );
  await expect(new BuildersPage(page).row('sleeper')).toBeVisible();
  const sheet = new NewBuildSheet(page);
  await sheet.open();
  await sheet.choose(folder);
  await sheet.pickBuilder('sleeper');
  await sheet.sheet.getByRole('button', { name: 'Add', exact: true }).first().click();
  const value = sheet.sheet.getByLabel('Value of argument 1');
  const name = sheet.sheet.getByLabel('Name of argument 1');
  if ((await name.inputValue()) === '') await name.fill('WORD');
  await value.fill('ahoy there');
  await sheet.build.click();
  const build = new BuildPage(page);
  await build.waitForResult(120_000);
  await expect(build.graph).toContainText(/Start the builder|booting/i);
  const { stdout } = await bed.cli(['run', '--rm', 'chosen:dev']);
  expect(stdout.trim().split('\n')).toEqual(['ahoy there', 'yes.txt']);
  await bed.cli(['image', 'rm', '--force', 'chosen:dev']);
});

test('the built-in builder builds into its own Engine', async ({ bed, running }) => {
  const { page } = running;
  const folder = join(await bed.freshFolder('project'), 'inside');
  await mkdir(folder);
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
  await expect(new BuildersPage(page).row('default')).toBeVisible();
  await new NewBuildSheet(page).start({ folder, builder: 'default' });
  const build = new BuildPage(page);
  await build.waitForResult();
  const { stdout } = await bed.cli(['image', 'inspect', '--format', '{{.Id}}', 'inside:dev']);
  await expect(build.result).toContainText(stdout.trim().slice(0, 19));
  await bed.cli(['image', 'rm', '--force', 'inside:dev']);
});

test('the copied command makes the same image in a shell', async ({ bed, running, buildxConfig, buildx, busybox }) => {
  const { page, app } = running;
  await buildx('create', '--name', 'twinned', '--driver', 'docker-container', '--bootstrap', '--use');
  const folder = join(await bed.freshFolder('project'), "it's a twin");
  await mkdir(folder);
  await copyFile(busybox, join(folder, 'busybox'));
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY busybox /bin/busybox\n');
  await expect(new BuildersPage(page).row('twinned')).toBeVisible();
  const sheet = new NewBuildSheet(page);
  await sheet.open();
  await sheet.choose(folder);
  await sheet.pickBuilder('twinned');
  await sheet.imageName.fill('twin:ours');
  await sheet.sheet.getByRole('button', { name: /^Copy/ }).click();
  const command = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(command).toContain('docker buildx build');
  await sheet.build.click();
  await new BuildPage(page).waitForResult();
  const layers = async (tag: string) =>
    (await bed.cli(['image', 'inspect', '--format', '{{json .RootFS.Layers}}', tag])).stdout.trim();
  const ours = await layers('twin:ours');
  await bed.cli(['image', 'rm', '--force', 'twin:ours']);
  const { spawnSync } = await import('node:child_process');
  const shell = spawnSync('bash', ['-c', command.replace(/^docker /, `'${bed.dockerProgram}' `)], {
    env: bed.environment({ BUILDX_CONFIG: buildxConfig }),
    encoding: 'utf8',
  });
  expect(shell.stderr + shell.stdout).not.toContain('ERROR');
  expect(shell.status).toBe(0);
  expect(await layers('twin:ours')).toBe(ours);
  await bed.cli(['image', 'rm', '--force', 'twin:ours']);
});

test('what is wrong stands at its field, and the first of it has the focus', async ({ bed, running, buildx }) => {
  const { page } = running;
  await buildx('create', '--name', 'wrong-fields', '--driver', 'docker-container');
  await expect(new BuildersPage(page).row('wrong-fields')).toBeVisible();
  const project = join(await bed.freshFolder('project'), 'fields');
  await mkdir(project);
  await writeFile(join(project, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
  const sheet = new NewBuildSheet(page);
  await sheet.open();
  await sheet.build.click();
  await expect(sheet.sheet.getByText('A folder is needed.')).toBeVisible();
  await expect(sheet.folder).toBeFocused();

  await sheet.choose(project);
  await sheet.pickBuilder('wrong-fields');
  // The output is made first and stands after the secret: what counts is where one reads it.
  await sheet.output('Files in a folder').check();
  await sheet.addSecret(1, { id: 'token', from: 'From a file', value: 'relative' });
  await sheet.build.click();
  await expect(sheet.sheet.getByText(/A folder to lay them in is needed/)).toBeVisible();
  await expect(sheet.sheet.getByText(/The file is needed with its whole path/)).toBeVisible();
  await expect(sheet.sheet.getByLabel('Value of secret 1')).toBeFocused();
  await expect(sheet.sheet.getByLabel('Value of secret 1')).toBeInViewport({ ratio: 1 });
});

test('a build is started once, however often one asks before the answer', async ({ bed, running }) => {
  const { page } = running;
  const folder = join(await bed.freshFolder('project'), 'once-only');
  await mkdir(folder);
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
  await expect(new BuildersPage(page).row('default')).toBeVisible();
  const sheet = new NewBuildSheet(page);
  await sheet.open();
  await sheet.choose(folder);
  await sheet.pickBuilder('default');
  await expect(sheet.imageName).toHaveValue('once-only:dev');
  await page.evaluate(() => {
    const press = { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true };
    for (let time = 0; time < 2; time += 1) document.body.dispatchEvent(new KeyboardEvent('keydown', press));
  });
  await new BuildPage(page).waitForResult();
  await page.keyboard.press('Control+1');
  await expect(page.getByRole('row').filter({ hasText: 'once-only' })).toHaveCount(1);
  await bed.cli(['image', 'rm', '--force', 'once-only:dev']);
});

test('a default holds until its argument is given, and a build made again asks for what was not kept', async ({
  bed,
  running,
  buildx,
  busybox,
}) => {
  const { page } = running;
  await buildx('create', '--name', 'asking', '--driver', 'docker-container', '--bootstrap');
  const folder = join(await bed.freshFolder('project'), 'asked');
  const out = join(await bed.freshFolder('out'), 'files');
  await mkdir(folder);
  await copyFile(busybox, join(folder, 'busybox'));
  await writeFile(
    join(folder, 'Dockerfile'),
    'FROM scratch\nARG WORD=usual\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "sh", "-c", "echo [$WORD] > /word"]\n',
  );
  await expect(new BuildersPage(page).row('asking')).toBeVisible();
  const sheet = new NewBuildSheet(page);
  const build = new BuildPage(page);
  const value = sheet.sheet.getByLabel('Value of argument 1');
  const twin = sheet.sheet.getByRole('region', { name: 'The same on the command line' });
  const word = () => readFile(join(out, 'word'), 'utf8');
  await sheet.open();
  await sheet.choose(folder);
  await sheet.pickBuilder('asking');
  await expect(sheet.imageName).toHaveValue('asked:dev');
  await sheet.imageName.fill('');
  await sheet.output('Files in a folder').check();
  await sheet.sheet.getByRole('textbox', { name: 'Folder to fill' }).fill(out);
  await sheet.addArgument();
  await expect(value).toHaveAttribute('placeholder', 'usual unless told otherwise');
  await expect(twin).not.toContainText('--build-arg');
  await sheet.sheet.getByText('More options').click();
  await sheet.sheet.getByRole('checkbox', { name: 'Run every step anew' }).check();
  await sheet.build.click();
  await build.waitForResult();
  expect(await word()).toBe('[usual]\n');

  const again = page.getByRole('button', { name: /^Build again/ });
  await again.click();
  await expect(
    sheet.sheet.getByLabel('Name of argument 1'),
    'nothing was sent, so nothing is to be sent again',
  ).toHaveCount(0);
  await expect(sheet.sheet.getByRole('checkbox', { name: 'Run every step anew' })).toBeChecked();
  await expect(sheet.sheet.getByRole('checkbox', { name: 'Look for newer base images' })).not.toBeChecked();
  await expect(twin).toContainText('docker buildx build');
  await expect(sheet.sheet.getByText('This Dockerfile knows WORD.')).toBeVisible();
  await expect(sheet.imageName, 'it had none').toHaveValue('');
  await sheet.addArgument();
  await value.fill('told');
  await sheet.build.click();
  await expect(sheet.sheet).toHaveCount(0);
  await build.waitForResult();
  await expect.poll(word).toBe('[told]\n');

  await again.click();
  await expect(sheet.sheet.getByLabel('Name of argument 1')).toHaveValue('WORD');
  await expect(sheet.sheet.getByText('Its value was not kept.')).toBeVisible();
  await expect(value).not.toHaveAttribute('placeholder', /usual/);
  await page.keyboard.press('Control+Enter');
  await expect(sheet.sheet.getByText(/^Its value was not kept\. Write it again/)).toBeVisible();
  await expect(value).toBeFocused();
  await page.keyboard.type('x');
  await page.keyboard.press('Backspace');
  await expect(value).toHaveAttribute('placeholder', 'empty');
  await page.keyboard.press('Control+Enter');
  await expect(sheet.sheet).toHaveCount(0);
  await build.waitForResult();
  await expect.poll(word).toBe('[]\n');
});
