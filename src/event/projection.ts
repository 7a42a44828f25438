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
    let at = this.#indexOf(name, 0);
    if (at < 0) this.#requireProjected(name);
    for (; at >= 0; at = this.#indexOf(name, at + 1)) {
      const value = this.#values[at];
      if (value !== undefined && test(value)) return value;
    }
    return undefined;
  }

  /**
   * The field's first value; undefined if there is none.
   *
   * @throws TypeError if the field is not projected.
   */
  first(name: string): string | undefined {
    const at = this.#indexOf(name, 0);
    if (at < 0) this.#requireProjected(name);
    return this.#values[at];
  }

  #indexOf(name: string, from: number): number {
    const names = this.#names;
    for (let at = from; at < names.length; at += 1) if (names[at] === name) return at;
    return -1;
  }

  #requireProjected(name: string): void {
    if (!this.#fields.has(name)) throw new TypeError(`${name} is not projected`);
  }
}
