/**
 * What is known of an event without its having been parsed: the values of some fields, as text, in the document's order.
 */
export class Projection {
  readonly #known: ReadonlySet<string>;
  readonly #names: readonly string[];
  readonly #values: readonly string[];

  /**
   * @param known the fields of which the values are known: others must not be asked for.
   * @param names for each value the field that it is of.
   */
  constructor(known: ReadonlySet<string>, names: readonly string[], values: readonly string[]) {
    this.#known = known;
    this.#names = names;
    this.#values = values;
  }

  /**
   * A field's first value that passes a test, or undefined where none does.
   *
   * @throws TypeError where the field's values are not known.
   */
  find(name: string, test: (value: string) => boolean): string | undefined {
    const names = this.#names;
    let isThere = false;
    for (let at = 0; at < names.length; at += 1) {
      if (names[at] !== name) continue;
      isThere = true;
      const value = this.#values[at];
      if (value !== undefined && test(value)) return value;
    }
    if (!isThere && !this.#known.has(name)) {
      throw new TypeError(`An outline does not tell ${name}`);
    }
    return undefined;
  }
}
