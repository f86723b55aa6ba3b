import type { BuildSession, SessionOptions } from './types.ts';

/** Starts a session in a worker thread; resolves once the daemon can reach it. */
export function startSession(_options: SessionOptions): Promise<BuildSession> {
  return Promise.reject(new Error('startSession is being written.'));
}
