import { expect, it } from 'vitest';
import { rememberLogins } from './login-cache.ts';

it('asks for one at a time, once for a host in five minutes', async () => {
  let now = 0;
  let running = 0;
  const asked: string[] = [];
  const find = rememberLogins(
    async (host) => {
      asked.push(host);
      expect(++running).toBe(1);
      await new Promise(setImmediate);
      running--;
      if (host === 'broken') throw new Error('no');
      return host === 'none' ? undefined : { username: host, secret: 's' };
    },
    () => now,
  );
  const answers = await Promise.allSettled(['a', 'b', 'a', 'broken', 'none', 'none'].map(find));
  expect(answers.map((one) => (one.status === 'fulfilled' ? one.value?.username : 'failed'))).toEqual([
    'a',
    'b',
    'a',
    'failed',
    undefined,
    undefined,
  ]);
  expect(asked).toEqual(['a', 'b', 'broken', 'none']);
  now = 300_000;
  await find('a');
  expect(asked).toHaveLength(5);
});
