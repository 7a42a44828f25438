/** Things of a kind that are listed; the rest are counted. */
export const maxListed = 1000;

/** Characters of things listed after which no more are: a path or an error's reason may be of any length. */
const maxListedCharacters = 1_000_000;

/** The first of many things, as text, and the number of those after them: so memory does not grow with their number. */
export class BoundedList {
  readonly listed: string[] = [];
  notListed = 0;
  readonly #most: number;
  #characters = 0;

  constructor(most: number = maxListed) {
    this.#most = most;
  }

  /** Adds a thing; its text is only made where it is listed. */
  add(text: () => string): void {
    if (this.listed.length >= this.#most || this.#characters >= maxListedCharacters) {
      this.notListed += 1;
      return;
    }
    const made = text();
    this.#characters += made.length;
    this.listed.push(made);
  }
}
