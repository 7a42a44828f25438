/** The index of the quote that closes a JSON string whose contents begin at `start`; -1 if there is none. */
export function closingQuote(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end >= 0; end = text.indexOf('"', end + 1)) {
    let contents = end;
    while (contents > start && text[contents - 1] === '\\') contents -= 1;
    if ((end - contents) % 2 === 0) return end;
  }
  return -1;
}

/** The index after the string whose opening quote is at `start`, in text that is valid JSON. */
export function stringEnd(text: string, start: number): number {
  const quote = closingQuote(text, start + 1);
  return quote < 0 ? text.length : quote + 1;
}

/** The key that a JSON string is. */
export function keyOf(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}
