import { renameSync, rmSync } from 'node:fs';
import { exportFailure, leftFailure } from './export-failure.ts';
import type { FromWorker } from './messages.ts';
import type { HeldFile } from './services/write-file.ts';
import type { SessionExport } from './types.ts';

type Place = SessionExport['to'];

/**
 * What came of the exports. A daemon closes the stream of an archive in the same way whether it is whole or torn by an error
 * (moby/buildkit exporter/tar/export.go and exporter/oci/export.go), and a later exporter or push may fail: only the end of the solve tells
 * whether a file may take its place.
 */
export class ExportResults {
  readonly #tell: (message: FromWorker) => void;
  #held: { readonly to: Place; readonly file: HeldFile }[] = [];
  #brokenOff: { readonly to: Place; readonly error: unknown }[] = [];
  #discarded = false;
  readonly #left = new Set<Place>();

  constructor(tell: (message: FromWorker) => void) {
    this.#tell = tell;
  }

  hold(to: Place, file: HeldFile): void {
    if (this.#discarded) rmSync(file.partial, { force: true });
    else this.#held.push({ to, file });
  }

  /** It is there already, whatever becomes of the build. */
  left(to: Place): void {
    // With several platforms a folder is filled once for each.
    if (!this.#left.has(to)) this.#tell({ kind: 'left', left: leftFailure(to) });
    this.#left.add(to);
  }

  brokenOff(to: Place, error: unknown): void {
    this.#brokenOff.push({ to, error });
    if (to.kind === 'folder') this.left(to);
  }

  /**
   * @param late the daemon had ended its side before, see `causeOf`
   */
  failed(to: Place, error: unknown, late: boolean): void {
    this.#tell({ kind: 'failure', failure: exportFailure(to, error), late });
  }

  /** The solve succeeded: puts the files in their places. With the first that cannot be, the others that wait are discarded. */
  commit(): void {
    const [missing] = this.#brokenOff;
    if (missing === undefined) this.#place();
    else this.failed(missing.to, missing.error, false);
    this.#clear();
  }

  #place(): void {
    const placed: Place[] = [];
    for (const { to, file } of this.#held) {
      try {
        renameSync(file.partial, file.place);
        placed.push(to);
      } catch (error) {
        this.failed(to, error, false);
        for (const one of placed) this.left(one);
        return;
      }
    }
  }

  /** The build failed, or nobody waits for it any more; what still comes is discarded too. */
  discard(): void {
    this.#discarded = true;
    this.#clear();
  }

  #clear(): void {
    for (const { file } of this.#held) rmSync(file.partial, { force: true });
    this.#held = [];
    this.#brokenOff = [];
  }
}
