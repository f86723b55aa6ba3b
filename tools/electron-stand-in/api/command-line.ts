/** Electron's `app.commandLine`: the switches that Chromium will be started with. */
export class CommandLine {
  readonly #switches = new Map<string, string>();
  readonly #arguments: string[] = [];

  constructor(switches: readonly (readonly [string, string])[]) {
    for (const [name, value] of switches) this.#switches.set(name, value);
  }

  appendSwitch(name: string, value = ''): void {
    this.#switches.set(name, String(value));
  }

  appendArgument(value: string): void {
    this.#arguments.push(value);
  }

  hasSwitch(name: string): boolean {
    return this.#switches.has(name);
  }

  getSwitchValue(name: string): string {
    return this.#switches.get(name) ?? '';
  }

  removeSwitch(name: string): void {
    this.#switches.delete(name);
  }

  /** Every switch in the order it came; not part of Electron's interface. */
  entries(): readonly (readonly [name: string, value: string])[] {
    return [...this.#switches];
  }
}
