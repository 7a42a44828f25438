/** Maximum number of strings in a pool, and of characters of one. */
const maxStrings = 20_000;
const maxCharacters = 256;

/**
 * Lets events share equal strings, such as the ids and names of a host, which every event that is parsed has a copy of.
 * Its memory is bounded: a full pool starts over.
 */
export class StringPool {
  readonly #strings = new Map<string, string>();

  /** A copy of a value of plain objects and arrays, whose strings are shared with earlier ones. */
  share<T>(value: T): T {
    return this.#share(value) as T;
  }

  #share(value: unknown): unknown {
    if (typeof value === 'string') return this.#string(value);
    if (Array.isArray(value)) return value.map((element) => this.#share(element));
    if (typeof value !== 'object' || value === null) return value;
    const copy: Record<string, unknown> = { ...value };
    for (const name of Object.keys(copy)) copy[name] = this.#share(copy[name]);
    return copy;
  }

  #string(text: string): string {
    if (text.length > maxCharacters) return text;
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    if (this.#strings.size >= maxStrings) this.#strings.clear();
    this.#strings.set(text, text);
    return text;
  }
}
