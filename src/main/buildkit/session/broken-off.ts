/**
 * The daemon ended an export before it was whole. That is no fault of this side: another exporter or the build failed, or was cancelled, and
 * the error of the solve says so.
 */
export class BrokenOffError extends Error {
  constructor(message = 'The daemon broke off the export.', options?: ErrorOptions) {
    super(message, options);
    this.name = 'BrokenOffError';
  }
}
