import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppCommand, QuitBuild } from '../../shared/contract/index.ts';
import { QuitGuard } from './quit-guard.ts';

const build: QuitBuild = { key: 'node#ref', name: 'shop', builder: 'workbench' };

function setUp(options: { readonly builds?: readonly QuitBuild[]; readonly tell?: () => Promise<void> } = {}) {
  const told: AppCommand[] = [];
  const quit = vi.fn();
  const guard = new QuitGuard({
    builds: () => options.builds ?? [build],
    tell: async (command) => {
      told.push(command);
      await options.tell?.();
    },
    quit,
  });
  return { guard, told, quit };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('QuitGuard', () => {
  it('asks nobody where nothing runs', () => {
    const { guard, told } = setUp({ builds: [] });
    expect(guard.mayQuit()).toBe(true);
    expect(told).toEqual([]);
  });

  it('asks the page, names the builds, and holds the end until it is answered', () => {
    const { guard, told, quit } = setUp();
    expect(guard.mayQuit()).toBe(false);
    expect(told).toEqual([{ kind: 'confirm-quit', builds: [build] }]);
    guard.answer('shown');
    vi.advanceTimersByTime(3_600_000);
    expect(quit).not.toHaveBeenCalled();
    guard.answer('quit');
    expect(quit).toHaveBeenCalledOnce();
    expect(guard.mayQuit()).toBe(true);
  });

  it('asks anew after the builds were kept', () => {
    const { guard, told, quit } = setUp();
    guard.mayQuit();
    guard.answer('shown');
    guard.answer('keep');
    expect(guard.mayQuit()).toBe(false);
    expect(told).toHaveLength(2);
    expect(quit).not.toHaveBeenCalled();
  });

  it('lets a second wish through once the question is there, not before', () => {
    const { guard, told } = setUp();
    expect(guard.mayQuit()).toBe(false);
    expect(guard.mayQuit()).toBe(false);
    expect(told).toHaveLength(1);
    guard.answer('shown');
    expect(guard.mayQuit()).toBe(true);
  });

  it('ends without an answer where the page does not show the question', () => {
    const { guard, quit } = setUp();
    guard.mayQuit();
    vi.runAllTimers();
    expect(quit).toHaveBeenCalledOnce();
    expect(guard.mayQuit()).toBe(true);
  });

  it.each(['before', 'after'])('ends where the page is lost %s it showed the question', (when) => {
    const { guard, quit } = setUp();
    guard.mayQuit();
    if (when === 'after') guard.answer('shown');
    guard.pageLost();
    expect(quit).toHaveBeenCalledOnce();
  });

  it('ends where there is no window to be had', async () => {
    const { guard, quit } = setUp({ tell: () => Promise.reject(new Error('no window')) });
    guard.mayQuit();
    await vi.waitFor(() => expect(quit).toHaveBeenCalledOnce());
  });

  it('takes no answer to a question that was not asked, and a lost page for no wish', () => {
    const { guard, quit } = setUp();
    guard.answer('quit');
    guard.pageLost();
    expect(quit).not.toHaveBeenCalled();
    expect(guard.mayQuit()).toBe(false);
  });

  it('asks nobody once it is allowed', () => {
    const { guard, told } = setUp();
    guard.allow();
    expect(guard.mayQuit()).toBe(true);
    expect(told).toEqual([]);
  });
});
