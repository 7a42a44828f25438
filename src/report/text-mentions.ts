import path from 'node:path';
import type { Fault } from '../scan/finding.js';
import { sanitize } from './sanitize.js';
import { count } from './units.js';

/** A file without documents that mentions the path. */
interface Mention {
  readonly input: string;
  readonly lines: number;
  readonly exclude: string | undefined;
}

/** Files that are named. */
const maxNamed = 3;

/** Globs that are suggested. */
const maxSuggested = 5;

/** Files that are kept. */
const maxKept = 1000;

/** Gathers the files without documents that mention the path, to report all of them on one line. */
export class TextMentions {
  readonly #mention: string;
  readonly #kept: Mention[] = [];
  #files = 0;
  #lines = 0;

  /** @param mention what they mention, as messages call it. */
  constructor(mention: string) {
    this.#mention = mention;
  }

  add(input: string, { lines, exclude }: Fault & { readonly kind: 'text-mentions' }): void {
    this.#files += 1;
    this.#lines += lines;
    if (this.#kept.length < maxKept) this.#kept.push({ input, lines, exclude });
  }

  /**
   * All of them on one line, and a hint; nothing if there are none.
   *
   * @param inputs the names of all inputs: a directory is suggested only if it holds no log.
   */
  lines(inputs: readonly string[]): string[] {
    if (this.#files === 0) return [];
    const named = this.#kept
      .slice(0, maxNamed)
      .map(({ input, lines }) => `${sanitize(input)} (${count(lines, 'line')})`);
    if (this.#files > maxNamed) named.push(`and ${this.#files - maxNamed} more`);
    const globs = this.#globs(inputs);
    const suggested = globs.slice(0, maxSuggested).map((glob) => `--exclude ${quoted(glob)}`);
    if (globs.length === 0) {
      suggested.push(
        this.#kept[0]?.exclude === undefined
          ? '--exclude, after unpacking the archive'
          : '--exclude and a glob that matches no log',
      );
    }
    const rest =
      globs.length > maxSuggested ? `, and so on for ${globs.length - maxSuggested} more` : '';
    return [
      `problem: ${count(this.#files, 'file')} without documents ${this.#files === 1 ? 'mentions' : 'mention'} ${this.#mention} in ${count(this.#lines, 'line')}: ${named.join(', ')}`,
      `  hint: if ${this.#files === 1 ? 'it is not a log, accept it' : 'they are not logs, accept them'} with ${suggested.join(' ')}${rest}`,
    ];
  }

  /** Globs that exclude the files and no log: whole directories if several of the files and no other input are in one. */
  #globs(inputs: readonly string[]): string[] {
    const mentioning = new Set(this.#kept.map(({ input }) => input));
    const logs = inputs.filter((name) => !mentioning.has(name));
    const byDirectory = new Map<string, { input: string; exclude: string }[]>();
    for (const { input, exclude } of this.#kept) {
      if (exclude === undefined) continue;
      const directory = path.dirname(exclude);
      byDirectory.set(directory, [...(byDirectory.get(directory) ?? []), { input, exclude }]);
    }
    return [...byDirectory]
      .flatMap(([directory, files]) => {
        const above = `${path.dirname(files[0]?.input ?? '')}${path.sep}`;
        const holdsLogs = directory === '.' || logs.some((name) => name.startsWith(above));
        return files.length === 1 || holdsLogs ? files.map(({ exclude }) => exclude) : [directory];
      })
      .filter((glob) => glob.includes('/') || !logs.some((name) => name.split('/').includes(glob)));
  }
}

/** A glob as a word for a shell. */
function quoted(glob: string): string {
  return `'${sanitize(glob).replaceAll("'", "'\\''")}'`;
}
