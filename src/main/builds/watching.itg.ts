import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testbed } from '../../../tools/testbed/testbed.ts';
import type { StepItem } from '../../shared/contract/index.ts';
import type { BuildsService } from './index.ts';
import {
  type BuildsRig,
  ended,
  HOLD,
  letGo,
  listed,
  look,
  openBuildsRig,
  type Seen,
  stepOf,
  untilBuild,
} from './testing/builds-rig.ts';

const bed = testbed();
const builder = 'watching-itg';
let builds: BuildsRig;

beforeAll(async () => {
  await bed.registry.push('busybox', 'library/busybox', 'latest');
  builds = await openBuildsRig(bed);
  await builds.rig.cli('buildx', 'create', '--name', builder, '--driver', 'docker-container', '--bootstrap');
  await builds.rig.untilNode(builder, (node) => node.status === 'running');
}, 60_000);

afterAll(async () => {
  await builds?.close([`${builder}0`]);
  await bed.dispose();
});

/** Stages of two platforms, steps from the cache, COPY --link (which BuildKit shows as groups), a warning, a held step. */
const MANY_KINDS = `FROM --platform=$BUILDPLATFORM busybox as tools
RUN echo prepared > /prepared

FROM tools AS held
ARG MARKER
RUN echo held $MARKER; printf 'no end yet'; ${HOLD}; printf '\\nreleased'; printf 'to the other' >&2
RUN i=0; while [ $i -lt 300 ]; do echo "line $i"; i=$((i+1)); done; touch /amd64 /arm64

FROM scratch AS release
ARG TARGETARCH
COPY --link Dockerfile /one
COPY --link --from=held /prepared /two
COPY --from=held /$TARGETARCH /three
`;

/**
 * What all who look at a build see alike. Which step came first and how often the log changed is each one's own. Of
 * transfers of one id in several steps BuildKit tells each reader only those that it had not read yet when the next began
 * (moby/buildkit, util/progress/progress.go: what is not read yet is kept by id alone).
 */
function common({ head, steps, log }: Seen) {
  const { summary, stages, warnings } = head;
  const own = ({ index: _index, logVersion: _version, transfers, ...step }: StepItem) => ({
    ...step,
    transfers: transfers.filter(({ id }) => !id.startsWith('transferring')),
  });
  return {
    status: summary.status,
    stages,
    warnings,
    counts: summary.counts,
    steps: steps.map(own).sort((a, b) => (a.id < b.id ? -1 : 1)),
    log: log.map(({ step, stream, text, time }) => ({ step, stream, text, time })),
    lines: head.logLines,
  };
}

async function stepLogs(service: BuildsService, key: string, seen: Seen): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const { id } of seen.steps) texts[id] = (await service.logText(key, id)).text;
  return texts;
}

describe('a build', () => {
  it('looks the same from its start, joined halfway, and read from its record', async () => {
    const context = await builds.project(MANY_KINDS, 'many-kinds');
    const platforms = ['linux/amd64', 'linux/arm64'];
    await ended(builds.service, await builds.begin({ builder, context, target: 'tools' }));
    const args = [{ name: 'MARKER', value: `${Date.now()}` }];
    const key = await builds.begin({ builder, context, platforms, args });
    const held = await untilBuild(builds.service, key, (state) => (stepOf(state, 'echo held')?.logLines ?? 0) > 1);
    expect(stepOf(held, 'echo held')?.status).toBe('running');
    expect(stepOf(held, 'echo prepared')?.status).toBe('cached');
    const step = stepOf(held, 'echo held')?.id ?? '';
    const { lines } = await builds.service.log(key, step, 0, 10);
    expect(lines.map(({ text, open }) => [text, open])).toEqual([
      [`held ${args[0]?.value}`, undefined],
      ['no end yet', true],
    ]);

    const joined = await builds.another();
    const found = await listed(joined, key);
    expect(found).toMatchObject({ status: 'running', origin: 'elsewhere', name: 'many-kinds', platforms });
    await untilBuild(joined, key, (state) => (stepOf(state, 'echo held')?.logLines ?? 0) > 1);
    expect((await joined.log(key, step, 0, 10)).lines).toEqual(lines);

    await letGo(builds.rig, `${builder}0`);
    await ended(builds.service, key);
    await ended(joined, key);
    const own = await look(builds.service, key);
    const seen = common(own);
    expect(seen.status).toBe('done');
    expect(seen.warnings.map(({ short }) => short)).toEqual([expect.stringContaining('FromAsCasing')]);
    expect(seen.steps.filter(({ id }) => id.startsWith('group:')).length).toBeGreaterThan(0);
    expect(new Set(seen.steps.map((each) => each.platform))).toContain('linux/arm64');
    expect((await builds.service.logText(key, step)).text).toBe(
      `held ${args[0]?.value}\nno end yet\nreleased\nto the other\n`,
    );

    expect(common(await look(joined, key))).toEqual(seen);
    const replayed = await builds.another();
    await listed(replayed, key);
    await ended(replayed, key);
    const again = await look(replayed, key);
    expect(common(again)).toEqual(seen);
    expect(await stepLogs(replayed, key, again)).toEqual(await stepLogs(builds.service, key, own));
  });
});
