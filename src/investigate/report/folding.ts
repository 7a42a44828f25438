import { withoutNumbers } from '../alike.js';
import type { Case, HostCase, PlantedFile } from '../case.js';
import type { FileGroup } from '../file-groups.js';
import { wholeOf } from './whole-file.js';

/** Which hosts and files of a case a text describes, and which it only lists with one that they are like. */
export class Folding {
  readonly #groups = new Map<string, FileGroup>();
  /** The hosts that are like a described one, by its index. */
  readonly #alike = new Map<number, HostCase[]>();
  readonly #folded = new Set<number>();

  constructor({ hosts, groups }: Pick<Case, 'hosts' | 'groups'>) {
    for (const group of groups) {
      for (const { host, path } of group.files) {
        if (host !== undefined) this.#groups.set(fileKey(host, path), group);
      }
    }
    const described = new Map<string, number>();
    for (const [at, host] of hosts.entries()) {
      const key = this.#hostKey(host, at);
      const first = key === undefined ? undefined : described.get(key);
      if (first !== undefined) {
        this.#folded.add(at);
        this.#alike.set(first, [...(this.#alike.get(first) ?? []), host]);
      } else if (key !== undefined) described.set(key, at);
    }
  }

  groupOf(host: number, path: string): FileGroup | undefined {
    return this.#groups.get(fileKey(host, path));
  }

  isFolded(host: number): boolean {
    return this.#folded.has(host);
  }

  /** The hosts that are only listed with a described one. */
  hostsLike(host: number): readonly HostCase[] {
    return this.#alike.get(host) ?? [];
  }

  /** The files of a host to describe: whole ones, and of those that are alike the first. */
  filesToDescribe({ files }: HostCase, host: number): readonly PlantedFile[] {
    const known = new Set<string>();
    const first = files.filter((file) => {
      const group = this.groupOf(host, file.path);
      if (group === undefined) return true;
      const key = JSON.stringify([group.path, group.files[0]?.hostName, answersOf(file)]);
      return !known.has(key) && known.add(key);
    });
    return first.filter((file) => wholeOf(file, files) === file);
  }

  /** Equal for hosts with files, answers and activity that are alike; undefined for a host that is like no other. */
  #hostKey(host: HostCase, at: number): string | undefined {
    const groups = host.files.map(({ path }) => this.groupOf(at, path));
    if (groups.some((group) => group === undefined)) return undefined;
    const files = host.files.map((file, index) => [
      groups[index]?.path,
      groups[index]?.files[0]?.hostName,
      file.leads?.map(({ kind }) => kind),
      answersOf(file),
    ]);
    const activities = host.surroundings.map(({ what, relation, subject, by, isMatch }) =>
      JSON.stringify([what, relation, withoutNumbers(subject), withoutNumbers(by ?? ''), isMatch]),
    );
    const { coverage, isCut, matchesLeftOut, processesLeftOut, surroundingsLeftOut } = host;
    return JSON.stringify([
      files,
      [...new Set(activities)].sort(),
      coverage.process === undefined,
      coverage.network === undefined,
      isCut,
      [matchesLeftOut, processesLeftOut, surroundingsLeftOut].map((count) => count > 0),
    ]);
  }
}

/** What decides whether files that are alike need a description each. */
function answersOf({ boot, execution, benign }: PlantedFile): readonly unknown[] {
  return [
    boot.answer,
    boot.reasons.map(({ reason }) => reason),
    execution.answer,
    benign.map(({ reason }) => reason),
  ];
}

function fileKey(host: number, path: string): string {
  return JSON.stringify([host, path]);
}
