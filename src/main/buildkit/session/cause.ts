import type { Failure } from '../../../shared/contract/failure.ts';

/** A failure of this side, which the daemon was answered with in the words of its `detail`. */
export interface SessionFailure {
  readonly failure: Failure;
  /** It came when the daemon had ended its side of the call already, well or by a reset. */
  readonly late: boolean;
}

/**
 * Which failure of this side made a solve fail, if any did. So it is from BuildKit 0.13 to 0.34 (session/filesync/diffcopy.go,
 * exporter/tar/export.go, exporter/oci/export.go, `runExporters` in solver/llbsolver):
 *
 * - Exporters run at once, and with the first that fails the calls of the others are reset. A reset is no failure of this side and is not
 *   among them; what fails here after a reset is nobody's reason either.
 * - A failure here before the daemon has ended its call is always one of its own: all that came until then was right. The first counts.
 * - An archive that the daemon ends well may be torn: it closes the stream the same way, waits for the answer, throws it away and fails with
 *   an error of its own. An Engine's complaint is then a consequence. Of a whole archive the answer to the close is the error of the export,
 *   and the solve's error has its words. So a late failure counts only where the solve's error quotes it.
 *
 * @param words the message of the solve's error; undefined where BuildKit told none
 */
export function causeOf(failures: readonly SessionFailure[], words: string | undefined): Failure | undefined {
  const quoted = ({ detail = '' }: Failure) => words === undefined || words.includes(detail.toWellFormed());
  return failures.find(({ failure, late }) => !late || quoted(failure))?.failure;
}
