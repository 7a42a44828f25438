import { DigestBoundedMap } from './digest-bounded-map.js';
import { compare, type MatchRecord } from './event-record.js';
import type { LeftOut } from './file-groups.js';

/** Maximum number of files that can be named. */
const maxNamed = 20_000;

/** Maximum number of characters of a path that is named: longer ones are only counted. */
const maxPathCharacters = 4096;

/** A file of the scan's matches, as far as it takes to name it. */
interface SeenFile {
  readonly key: string;
  readonly host: string;
  readonly path: string;
  first?: string | undefined;
  milliseconds: number;
  matches: number;
}

/** Names every file that the matches are about, in bounded memory, so that those a case leaves out can be named. */
export class SeenFiles {
  readonly #files = new DigestBoundedMap<SeenFile>();
  #matches = 0;

  add({ host: key, path, event }: MatchRecord): void {
    const { host, time: first, milliseconds = Infinity } = event;
    const name = host.name ?? host.id ?? '';
    this.#add({ key, host: name, path, first, milliseconds, matches: 1 });
  }

  addAll(others: SeenFiles): void {
    const files = [...others.#files.values()];
    for (const file of files) this.#add(file);
    this.#matches += others.#matches - sumOf(files);
  }

  #add(file: SeenFile): void {
    this.#matches += file.matches;
    if (file.path.length > maxPathCharacters) return;
    const key = JSON.stringify([file.key, file.path]);
    const found = this.#files.getOrAdd(key, maxNamed, () => ({ ...file, matches: 0 }));
    if (found === undefined) return;
    found.matches += file.matches;
    const order =
      compare(file.milliseconds, found.milliseconds) ||
      compare(file.first ?? '', found.first ?? '');
    if (order < 0) {
      found.first = file.first;
      found.milliseconds = file.milliseconds;
    }
  }

  /** @param isKept whether a file, by the key of its host and its path, is in the case. */
  leftOut(isKept: (key: string, path: string) => boolean): LeftOut {
    const all = [...this.#files.values()];
    return {
      files: all
        .filter(({ key, path }) => !isKept(key, path))
        .sort(
          (one, other) =>
            compare(one.host, other.host) ||
            compare(one.path, other.path) ||
            compare(one.key, other.key),
        )
        .map(({ host, path, first, matches }) => ({ host, path, first, matches })),
      matchesNotNamed: this.#matches - sumOf(all),
    };
  }
}

function sumOf(files: readonly SeenFile[]): number {
  return files.reduce((sum, { matches }) => sum + matches, 0);
}
