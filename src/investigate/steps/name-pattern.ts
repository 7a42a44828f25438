/**
 * A pattern of find that matches the real name of a file if the log has U+FFFD in its place: each stands for one byte or
 * more that are not UTF-8. In the locale C, find compares bytes.
 *
 * @returns undefined if the name has no U+FFFD.
 */
export function namePattern(name: string): string | undefined {
  if (!name.includes('\ufffd')) return undefined;
  return name.replace(/[*?[\]\\]/g, '\\$&').replaceAll('\ufffd', '?*');
}
