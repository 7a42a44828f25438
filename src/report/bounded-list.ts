/** The default number of items that a list keeps. */
export const maxListed = 1000;

/** A list with this many characters keeps no more items: a path or an error's reason may be of any length. */
const maxListedCharacters = 1_000_000;

/** The first of many items, as text, and a count of the rest, so that memory does not grow with their number. */
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
