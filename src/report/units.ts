/** A number and a noun in the singular or plural: `1 hit`, `10 hits`, `2 matches`. */
export function count(number: number, thing: string, plural: string = `${thing}s`): string {
  return `${number} ${number === 1 ? thing : plural}`;
}

const prefixes: readonly string[] = ['', 'k', 'M', 'G', 'T', 'P'];

/** Bytes in SI units with at least two significant digits: `812 B`, `1.2 MB`, `24 MB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let power = 0;
  while (Math.round(value) >= 1000 && power < prefixes.length - 1) {
    value /= 1000;
    power += 1;
  }
  const digits = power > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${prefixes[power]}B`;
}

/** Seconds, at least 0.01, with up to three significant digits: `0.05 s`, `12.3 s`, `312 s`. */
export function secondsText(seconds: number): string {
  const digits = seconds < 9.995 ? 2 : seconds < 99.95 ? 1 : 0;
  return `${Math.max(seconds, 0.01).toFixed(digits)} s`;
}

/** A time as ISO 8601 in UTC, or a dash if it is unknown. */
export function timeText(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '-' : new Date(milliseconds).toISOString();
}

/** A line of cells, each padded to its width: on the left, or on the right if the width is negative. */
export function tableLine(widths: readonly number[], cells: readonly string[]): string {
  const padded = cells.map((cell, at) => {
    const width = widths[at] ?? 0;
    return width < 0 ? cell.padEnd(-width) : cell.padStart(width);
  });
  return padded.join('  ');
}
