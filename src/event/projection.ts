/** Some fields of an event that was not parsed: their values as text, in document order. */
export class Projection {
  readonly #fields: ReadonlySet<string>;
  readonly #names: readonly string[];
  readonly #values: readonly string[];

  /**
   * @param fields the names of all projected fields.
   * @param names for each value, the name of its field.
   */
  constructor(fields: ReadonlySet<string>, names: readonly string[], values: readonly string[]) {
    this.#fields = fields;
    this.#names = names;
    this.#values = values;
  }

  /**
   * The field's first value that passes a test; undefined if none does.
   *
   * @throws TypeError if the field is not projected.
   */
  find(name: string, test: (value: string) => boolean): string | undefined {
    const names = this.#names;
    let hasValue = false;
    for (let at = 0; at < names.length; at += 1) {
      if (names[at] !== name) continue;
      hasValue = true;
      const value = this.#values[at];
      if (value !== undefined && test(value)) return value;
    }
    if (!hasValue && !this.#fields.has(name)) throw new TypeError(`${name} is not projected`);
    return undefined;
  }
}
