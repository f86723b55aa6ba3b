import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuilderPage } from './pages/builder-page.ts';
import { BuildersPage } from './pages/builders-page.ts';
import { type InspectLine, readInspectOutput } from './support/inspect-output.ts';
import { containerOf, expect, test } from './support/spec.ts';

const NETWORKS = ['slipway-e2e-asked', 'slipway-e2e-joined'] as const;
const TOML = `debug = true
[worker.oci]
  maxUsedSpace = "5GB"
  minFreeSpace = "1GB"
[registry."registry.example:5000"]
  http = true
`;

test.beforeAll(async ({ bed }) => {
  for (const network of NETWORKS) await bed.cli(['network', 'create', network]);
});

test.afterAll(async ({ bed }) => {
  const container = containerOf('inspected0');
  await bed.cli(['rm', '--force', '--volumes', container], { unchecked: true });
  await bed.cli(['volume', 'rm', '--force', `${container}_state`], { unchecked: true });
  for (const network of NETWORKS) await bed.cli(['network', 'rm', network]);
});

test('everything that docker buildx inspect prints is there', async ({ bed, buildxConfig, running, buildx }) => {
  const { page } = running;
  const toml = join(await bed.freshFolder('toml'), 'buildkitd.toml');
  await writeFile(toml, TOML);
  await buildx(
    ...['create', '--name', 'inspected', '--driver', 'docker-container', '--bootstrap'],
    ...['--driver-opt', `memory=700m,network=${NETWORKS[0]},env.SHIP=one two`, '--driver-opt', '"env.NO_PROXY=a,b"'],
    ...['--buildkitd-flags', '--debug --oci-worker-labels=org.example.ship=sails', '--buildkitd-config', toml],
    ...['--platform', 'linux/amd64,linux/arm64'],
  );
  // The features are printed with --debug alone.
  const { stdout } = await bed.cli(['--debug', 'buildx', 'inspect', 'inspected'], {
    env: { BUILDX_CONFIG: buildxConfig },
  });
  const printed = readInspectOutput(stdout);
  const builders = new BuildersPage(page);
  await builders.open();
  await builders.show('inspected');
  const builder = new BuilderPage(page);
  await builder.openTab('Inspect');
  const stored = (name: string) => builder.fact('inspected0', 'As stored', name);
  const daemon = (name: string) => builder.fact('inspected0', 'BuildKit', name);
  await expect(daemon('Version')).not.toHaveText('not known');

  for (const { key, value } of printed.builder) {
    if (key === 'Last Activity') await expect(builder.builderFact('Last activity')).toContainText(await local(value));
    else if (key === 'Name' || key === 'Driver') await expect(builder.builderFact(key)).toHaveText(value);
    else throw new Error(`The test does not know ${key}.`);
  }

  const rules: InspectLine[] = [];
  for (const line of printed.node) {
    const { heading, key, value } = line;
    if (heading === 'Features') await expect(daemon('Features')).toContainText(key);
    else if (heading === 'Labels') await expect(daemon('Labels')).toContainText(`${key}="${value}"`);
    else if (heading.startsWith('GC Policy')) rules.push(line);
    else if (key === 'Name') await expect(stored('Name')).toHaveText(value);
    else if (key === 'Endpoint') await expect(stored('Endpoint')).toContainText(value);
    else if (key === 'Status') await expect(daemon('Status')).toHaveText(value);
    else if (key === 'BuildKit version') await expect(daemon('Version')).toHaveText(value);
    else if (key === 'Driver Options') {
      const pairs = value.match(/\S+?="[^"]*"/g) ?? [];
      expect(pairs).toHaveLength(4);
      for (const pair of pairs) await expect(stored('Driver options')).toContainText(pair);
    } else if (key === 'BuildKit daemon flags') {
      for (const flag of value.split(' ')) await expect(stored('BuildKit flags')).toContainText(flag);
    } else if (key === 'Platforms') {
      const shown = await daemon('Platforms').getByRole('listitem').allInnerTexts();
      const expected = value.split(', ').map((one) => one.replace('linux/', ''));
      // An emulated one may say so between its name and that it was given.
      const marked = shown.map((one) => one.replace(/\s*given$/, '*').replace(/\s*emulated/, ''));
      expect(marked.sort()).toEqual(expected.sort());
    } else throw new Error(`The test does not know ${key}.`);
  }
  expect(await builder.rules('inspected0')).toEqual(ruleRows(rules));

  expect(Object.keys(printed.files)).toEqual(['buildkitd.toml']);
  for (const [path, content] of Object.entries(printed.files)) {
    await stored('Files')
      .getByRole('button', { name: `Show ${path}` })
      .click();
    const dialog = page.getByRole('dialog', { name: path });
    await expect.poll(async () => (await dialog.locator('pre').textContent())?.trim()).toBe(content.trim());
    await dialog.getByRole('button', { name: 'Close' }).click();
  }

  function local(time: string): Promise<string> {
    return page.evaluate((at) => new Date(at).toLocaleString(), time.replace(' +0000 UTC', 'Z').replace(' ', 'T'));
  }
});

test('the networks are those that the container is really on', async ({ bed, running, buildx }) => {
  const [asked, joined] = NETWORKS;
  const container = containerOf('inspected0');
  await buildx('create', '--name', 'inspected', '--driver', 'docker-container', '--driver-opt', `network=${asked}`);
  await buildx('inspect', '--bootstrap', 'inspected');
  const builders = new BuildersPage(running.page);
  await builders.open();
  await builders.show('inspected');
  const builder = new BuilderPage(running.page);
  await builder.openTab('Inspect');
  const fact = (name: string) => builder.fact('inspected0', 'Container', name);
  await expect(fact('Network asked for')).toHaveText(asked);
  await expect(fact('Networks it is on')).toContainText(asked);
  await expect(fact('Networks it is on')).toContainText(await addressIn(asked));

  await bed.cli(['network', 'connect', joined, container]);
  await expect(fact('Networks it is on')).toContainText(`${joined} ${await addressIn(joined)}`);
  await bed.cli(['network', 'disconnect', asked, container]);
  await expect(fact('Networks it is on')).not.toContainText(asked);
  await expect(fact('Network asked for')).toHaveText(asked);
  await builder.openTab('Overview');
  await expect(builder.card('About it')).toContainText(joined);

  async function addressIn(network: string): Promise<string> {
    const format = `{{with index .NetworkSettings.Networks "${network}"}}{{.IPAddress}}{{end}}`;
    return (await bed.cli(['inspect', '--format', format, container])).stdout.trim();
  }
});

/** The cleaning rules as the page shows them: rule, what it covers, unused for, always kept, at most, disk left free. */
function ruleRows(lines: readonly InspectLine[]): readonly (readonly string[])[] {
  const rules = Map.groupBy(lines, ({ heading }) => heading);
  return [...rules].map(([heading, fields], index) => {
    expect(heading).toBe(`GC Policy rule#${index}`);
    const of = (key: string) => fields.find((field) => field.key === key)?.value ?? '';
    const size = (key: string) => of(key).replace(/^([\d.]+)(\w+)$/, '$1 $2');
    const covers = of('All') === 'true' ? 'everything' : 'all but what images share';
    return [
      String(index),
      covers + of('Filters').replaceAll(' ', ''),
      of('Keep Duration'),
      ...['Reserved Space', 'Max Used Space', 'Min Free Space'].map(size),
    ];
  });
}
