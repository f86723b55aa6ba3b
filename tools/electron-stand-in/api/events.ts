/** Electron's event that a listener can prevent. */
export class PreventableEvent {
  defaultPrevented = false;
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(fields: Readonly<Record<string, unknown>> = {}) {
    this.#fields = fields;
    Object.assign(this, this.#fields);
  }

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}
