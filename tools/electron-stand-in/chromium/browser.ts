import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { CommandLine } from '../api/command-line.ts';
import { Connection, type Session } from './connection.ts';
import { browserFlags, sandboxFlags } from './flags.ts';
import { untilLoaded } from './loaded.ts';
import { makeProfile, removeProfile } from './profile.ts';

const places = ['/usr/lib/chromium/chromium', '/usr/lib/chromium-browser/chromium-browser', '/usr/bin/chromium'];

/** The Chromium to start: `ELECTRON_STAND_IN_CHROMIUM`, or Debian's own program (not its wrapper, which adds switches). */
export function findChromium(): string {
  const found = process.env.ELECTRON_STAND_IN_CHROMIUM ?? places.find((place) => existsSync(place));
  if (found !== undefined && existsSync(found)) return found;
  throw new Error(
    `Chromium is not there (looked at ${found ?? places.join(', ')}): install Debian's package "chromium".`,
  );
}

/** A window opens on the screen where there is one, unless ELECTRON_STAND_IN_HEADLESS=1 or `--headless` says otherwise. */
export function isHeadless(commandLine: CommandLine): boolean {
  if (process.env.ELECTRON_STAND_IN_HEADLESS === '1' || commandLine.hasSwitch('headless')) return true;
  return !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
}

/** The running Chromium. It dies with us: its pipe closes when this process does, however that ends. */
export class Browser {
  readonly headless: boolean;
  readonly #program: string;
  readonly #profile: string;
  readonly #commandLine: CommandLine;
  readonly #child: ChildProcess;
  readonly #connection: Connection;
  readonly #exited: Promise<void>;
  #said: readonly string[] = [];
  #closing = false;
  #windows = 0;

  constructor(commandLine: CommandLine, onGone: () => void) {
    this.#commandLine = commandLine;
    this.#program = findChromium();
    this.headless = isHeadless(commandLine);
    this.#profile = makeProfile();
    const flags = browserFlags({ profile: this.#profile, headless: this.headless, commandLine });
    this.#child = spawn(this.#program, flags, { detached: true, stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
    const [, , errors, out, incoming] = this.#child.stdio;
    this.#connection = new Connection(out as Writable, incoming as Readable);
    // Playwright waits for this one line; the rest is noise about buses that are not there.
    createInterface({ input: errors as Readable }).on('line', (line) => {
      this.#said = [...this.#said.slice(-7), line];
      if (line.startsWith('DevTools listening') || process.env.ELECTRON_STAND_IN_VERBOSE)
        process.stderr.write(`${line}\n`);
    });
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.once('error', () => resolve());
    });
    void this.#exited.then(() => {
      this.#connection.close();
      if (this.#closing) return;
      process.stderr.write(`electron stand-in: Chromium ended by itself:\n${this.#said.join('\n')}\n`);
      onGone();
    });
    process.once('exit', () => {
      this.#child.kill('SIGKILL');
      removeProfile(this.#profile);
    });
  }

  /** Its pipe is closed: what went wrong is said when its process has ended. */
  get isGone(): boolean {
    return this.#connection.isClosed;
  }

  get root(): Session {
    return this.#connection.root;
  }

  /** Opens an empty window and gives its target's id. A headed one is an app window: without tabs, without an address. */
  async openTarget(width: number, height: number): Promise<string> {
    if (this.headless) {
      const { targetId } = await this.root.send('Target.createTarget', {
        url: 'about:blank',
        newWindow: true,
        width,
        height,
      });
      return targetId;
    }
    const url = `https://window-${process.pid}-${++this.#windows}.stand-in.invalid/`;
    const found = new Promise<string>((resolve) => {
      const look = ({ targetInfo }: { targetInfo: { url: string; targetId: string; type: string } }) => {
        if (targetInfo.type === 'page' && targetInfo.url === url) resolve(targetInfo.targetId);
      };
      this.root.on('Target.targetCreated', look);
      this.root.on('Target.targetInfoChanged', look);
    });
    // A second Chromium on the same profile hands the window over to the first one and ends. Should the first be gone by then, it would
    // become a browser of its own: by its pipe, that one ends with us too.
    const flags = [
      `--user-data-dir=${this.#profile}`,
      '--remote-debugging-pipe',
      ...sandboxFlags(this.#commandLine),
      `--app=${url}`,
    ];
    const second = spawn(this.#program, flags, {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    for (const stream of second.stdio) stream?.on('error', () => undefined);
    second.on('error', () => undefined);
    void this.#exited.then(() => second.kill('SIGKILL'));
    const targetId = await found;
    const { sessionId } = await this.root.send('Target.attachToTarget', { targetId, flatten: true });
    const gone = new Promise<never>((_, reject) => {
      this.root.on('Target.targetDestroyed', (target) => {
        if (target.targetId === targetId) reject(new Error('the window was closed while it opened'));
      });
    });
    gone.catch(() => undefined);
    await Promise.race([untilLoaded(this.#connection.session(sessionId), url), gone]);
    await this.root.send('Target.detachFromTarget', { sessionId });
    return targetId;
  }

  /** Talks to a target. */
  async attach(targetId: string): Promise<Session> {
    const { sessionId } = await this.root.send('Target.attachToTarget', { targetId, flatten: true });
    return this.#connection.session(sessionId);
  }

  /** Ends Chromium and removes its profile; one that does not answer is killed after three seconds. */
  async close(): Promise<void> {
    this.#closing = true;
    this.root.send('Browser.close').catch(() => undefined);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
    await this.#exited;
    clearTimeout(timer);
    removeProfile(this.#profile);
  }
}
