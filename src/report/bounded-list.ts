/** Items that a list keeps by default. */
export const maxListed = 1000;

/** Characters after which a list keeps no more items, because a path or an error's reason may be of any length. */
const maxListedCharacters = 1_000_000;

/** Keeps the first of many items as text and counts the rest, so that memory does not grow with their number. */
export class BoundedList {
  readonly listed: string[] = [];
  notListed = 0;
  readonly #limit: number;
  #characters = 0;

  constructor(limit: number = maxListed) {
    this.#limit = limit;
  }

  /** Adds an item. Its text is only made if the item is kept. */
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
