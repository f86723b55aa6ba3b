import { expect, test } from 'vitest';
import type { LogLine } from '../../../shared/contract/index.ts';
import { createLogPages, type FetchLines, PAGE } from './log-pages.ts';

/** A log held by the test, with each request noted. */
function logOf(size: { lines: number; down?: boolean }) {
  const requests: number[] = [];
  const fetchLines: FetchLines = async (from, count) => {
    requests.push(from);
    if (size.down === true) throw new Error('gone');
    const end = Math.min(size.lines, from + count);
    const lines = Array.from(
      { length: Math.max(0, end - from) },
      (_, offset): LogLine => ({ index: from + offset, step: 's', stream: 1, time: 0, text: `line ${from + offset}` }),
    );
    return { lines, total: size.lines };
  };
  return { requests, pages: createLogPages(fetchLines) };
}

/** Resolves once a line is there or the request for it has failed. */
function settled(pages: ReturnType<typeof createLogPages>, index = 0): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (pages.line(index) === undefined && !pages.failed()) return;
      end();
      resolve();
    };
    const end = pages.watch(look);
  });
}

test('only the pages in view are asked for, each once', async () => {
  const { pages, requests } = logOf({ lines: 1_000_000 });
  pages.want(700_100, 700_140, 1_000_000, 0);
  pages.want(700_100, 700_140, 1_000_000, 0);
  await settled(pages, 700_100);
  expect(requests).toEqual([700_000]);
  expect(pages.line(700_123)?.text).toBe('line 700123');
  expect(pages.line(5)).toBeUndefined();
  pages.want(700_100, 700_140, 1_000_000, 0);
  expect(requests).toHaveLength(1);
});

test('a page that was not full is asked for again when the log has grown, a full one is not', async () => {
  const size = { lines: PAGE + 10 };
  const { pages, requests } = logOf(size);
  pages.want(0, size.lines, size.lines, 0);
  await settled(pages, PAGE + 9);
  size.lines += 5;
  pages.want(0, size.lines, size.lines, 0);
  await settled(pages, PAGE + 14);
  expect(requests).toEqual([0, PAGE, PAGE]);
  expect(pages.line(PAGE + 14)?.text).toBe(`line ${PAGE + 14}`);
});

test('a page that comes shorter than it was told is asked for again once the log changes, and not for ever', async () => {
  const size = { lines: 8 };
  const { pages, requests } = logOf(size);
  const ends = pages.watch(() => pages.want(0, 10, 10, 1));
  pages.want(0, 10, 10, 1);
  await settled(pages, 7);
  expect(requests).toEqual([0]);
  ends();
  size.lines = 10;
  pages.want(0, 10, 10, 2);
  await settled(pages, 9);
  expect(requests).toEqual([0, 0]);
});

test('what is kept does not grow with the log', async () => {
  const size = { lines: 100 * PAGE };
  const { pages } = logOf(size);
  for (let page = 0; page < 100; page += 1) {
    pages.want(page * PAGE, page * PAGE + 1, size.lines, 0);
    await settled(pages, page * PAGE);
  }
  const kept = Array.from({ length: 100 }, (_, page) => pages.line(page * PAGE)).filter((line) => line !== undefined);
  expect(kept).toHaveLength(24);
  expect(pages.line(99 * PAGE)).toBeDefined();
});

test('few requests are under way at a time, and the end that has come is known', async () => {
  const size = { lines: 100 * PAGE };
  const { pages, requests } = logOf(size);
  pages.want(0, size.lines, size.lines, 0);
  expect(requests).toEqual([0, PAGE, 2 * PAGE, 3 * PAGE]);
  expect(pages.end()).toBe(0);
  await settled(pages, 3 * PAGE);
  expect(pages.end()).toBe(4 * PAGE);
  pages.want(size.lines - 10, size.lines, size.lines, 0);
  await settled(pages, size.lines - 1);
  expect(pages.end()).toBe(size.lines);
  // A line without an end can go again.
  size.lines -= 1;
  pages.want(0, 1, size.lines, 1);
  pages.want(5 * PAGE, 5 * PAGE + 1, size.lines, 1);
  await settled(pages, 5 * PAGE);
  expect(pages.end()).toBe(size.lines);
});

test('a failed request is said and can be made again', async () => {
  let down = true;
  const pages = createLogPages(async () => {
    if (down) throw new Error('gone');
    return { lines: [{ index: 0, step: 's', stream: 1, time: 0, text: 'here' }], total: 1 };
  });
  pages.want(0, 1, 1, 0);
  await settled(pages);
  expect(pages.failed()).toBe(true);
  down = false;
  pages.want(0, 1, 1, 0);
  await new Promise<void>((resolve) => {
    pages.watch(resolve);
  });
  expect(pages.failed()).toBe(false);
  expect(pages.line(0)?.text).toBe('here');
});

test('a page that is there in part can be read again where that failed', async () => {
  const size = { lines: 3, down: false };
  const { pages } = logOf(size);
  pages.want(0, 3, 3, 1);
  await settled(pages, 2);
  size.lines = 5;
  size.down = true;
  pages.want(0, 5, 5, 2);
  await settled(pages, 4);
  expect(pages.failed()).toBe(true);
  size.down = false;
  pages.want(0, 5, 5, 2);
  await new Promise<void>((resolve) => {
    pages.watch(resolve);
  });
  expect(pages.failed()).toBe(false);
  expect(pages.line(4)?.text).toBe('line 4');
});

test('a line without an end is asked for again when the log has changed, and only then', async () => {
  let text = '10 %';
  const requests: string[] = [];
  const pages = createLogPages(async () => {
    requests.push(text);
    return { lines: [{ index: 0, step: 's', stream: 1, time: 0, text, open: true }], total: 1 };
  });
  const shown = (what: string) =>
    new Promise<void>((resolve) => {
      const end = pages.watch(() => {
        if (pages.line(0)?.text !== what) return;
        end();
        resolve();
      });
    });
  pages.want(0, 1, 1, 1);
  await shown('10 %');
  pages.want(0, 1, 1, 1);
  text = '20 %';
  pages.want(0, 1, 1, 2);
  await shown('20 %');
  expect(requests).toEqual(['10 %', '20 %']);
});
