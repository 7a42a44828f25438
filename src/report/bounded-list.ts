/** Items that a list keeps unless its limit says otherwise. */
export const maxListed = 1000;

/** Characters after which a list keeps no further item: a path or an error's reason may be of any length. */
const maxListedCharacters = 1_000_000;

/** The first of many items, as text, and the number of the rest: memory does not grow with their number. */
export class BoundedList {
  readonly listed: string[] = [];
  notListed = 0;
  readonly #limit: number;
  #characters = 0;

  constructor(limit: number = maxListed) {
    this.#limit = limit;
  }

  /** Adds an item; its text is only made if it is listed. */
  add(makeText: () => string): void {
    if (this.listed.length >= this.#limit || this.#characters >= maxListedCharacters) {
      this.notListed += 1;
      return;
    }
    const text = makeText();
    this.#characters += text.length;
    this.listed.push(text);
  }
}
