import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Port on which a held step waits, inside the network of its builder. */
export const GATE_PORT = 7117;

/** The sample: three stages from scratch, so that it builds where no registry answers, and an image that says something. */
const SAMPLE = `# A static busybox is all that the image needs.
FROM scratch AS base
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]

FROM base AS notes
WORKDIR /notes
COPY notes .
RUN for name in *.txt; do echo "reading $name"; wc -w < "$name"; done > /count

FROM base AS check
COPY notes/one.txt /one.txt
RUN grep -q ship /one.txt && echo checked > /checked

FROM base AS release
COPY --from=notes /count /count
COPY --from=check /checked /checked
CMD ["/bin/sh", "-c", "echo Slipway sample; cat /count /checked"]
`;

/** What the sample's image prints. */
export const SAMPLE_OUTPUT = ['Slipway sample', 'reading one.txt', '6', 'reading two.txt', '4', 'checked'];

/** @param busybox path of a static busybox */
export async function writeSample(folder: string, busybox: string): Promise<string> {
  await mkdir(join(folder, 'notes'), { recursive: true });
  await copyFile(busybox, join(folder, 'busybox'));
  await writeFile(join(folder, 'notes/one.txt'), 'a ship leaves the slipway once\n');
  await writeFile(join(folder, 'notes/two.txt'), 'and floats by itself\n');
  await writeFile(join(folder, 'notes/draft.md'), 'never sent\n');
  await writeFile(join(folder, '.dockerignore'), '**/*.md\n');
  await writeFile(join(folder, 'Dockerfile'), SAMPLE);
  return folder;
}

/** Line of the failing instruction in `writeFailing`, from 1. */
export const FAILING_LINE = 4;

export async function writeFailing(folder: string): Promise<string> {
  const lines = [
    'FROM busybox',
    'WORKDIR /app',
    'RUN echo all is well',
    'RUN echo looking for it; cat /nowhere; exit 3',
    'RUN echo never',
  ];
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'Dockerfile'), `${lines.join('\n')}\n`);
  return folder;
}

/**
 * A project whose one step says that it waits, and goes on when somebody connects to `GATE_PORT` of its builder.
 *
 * @param marker makes the step new to any cache
 */
export async function writeHeld(folder: string, marker: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const held = `echo held ${marker}; nc -l -p ${GATE_PORT} -e true; echo released ${marker}`;
  await writeFile(join(folder, 'Dockerfile'), `FROM busybox\nRUN ${held}\nRUN echo after ${marker}\n`);
  return folder;
}
