import { count } from '../../report/units.js';
import type { PlantedFile } from '../case.js';
import type { FileDeviation, FileGroup, GroupedFile } from '../file-groups.js';
import type { Prevalence } from '../prevalence.js';
import { deviationSentence } from './group-section.js';
import { lineOf, type OutlineLine } from './outline.js';
import { type Sentence, say, semicolons, words } from './sentence.js';

/** Deviations that the line lists; the rest are counted. */
const maxListed = 3;

/** Where the files of a group are in the findings. */
export interface GroupPlace {
  /** Whether the finding is about a file's host. */
  readonly isHere: (file: GroupedFile) => boolean;
  /** The number of the finding about a file; undefined if there is none of its own. */
  readonly numberOf: (file: GroupedFile) => number | undefined;
}

/**
 * The files that are like it, those that are not, and how many hosts have its contents. The numbers add up: files in this
 * finding, in others, and left out.
 *
 * @param parts its temporary files and backups, which are part of it.
 */
export function alikeLine(
  group: FileGroup | undefined,
  file: PlantedFile,
  parts: readonly Pick<PlantedFile, 'path'>[],
  { isHere, numberOf }: GroupPlace,
): readonly OutlineLine[] {
  if (group === undefined) return [];
  const { hosts, deviations, events } = group;
  const files = group.files.filter(({ path }) => !parts.some((part) => part.path === path));
  if (files.length < 2 && deviations.length === 0) return [];
  const left = files.filter(({ host }) => host === undefined).length;
  const here = files.filter(isHere).length;
  const counts: readonly (readonly [number, string])[] = [
    [here, 'here'],
    [files.length - here - left, 'in other findings'],
    [left, 'left out'],
  ];
  const where = counts.filter(([number]) => number > 0);
  const all =
    hosts.length === 1
      ? `${count(files.length, 'file')} on this host`
      : `${count(files.length, 'file')} on ${count(hosts.length, 'host')}`;
  const divided = where.map(([number, place]) => `${number} ${place}`).join(', ');
  const shown = deviations.slice(0, maxListed);
  const more = deviations.length - shown.length;
  const text = semicolons([
    words(where.length > 1 ? `${all}: ${divided}` : all),
    ...contentsSentence(file, hosts.length),
    ...shown.map((deviation) => deviating(deviation, group.path, numberOf)),
    ...(more > 0 ? [words(`${more} more deviate`)] : []),
  ]);
  const line = lineOf('ALIKE', text, shown.length > 0 ? shown : [{ events }]);
  return [{ ...line, isMarked: shown.length > 0 }];
}

/** How many hosts have the contents, if the log has their hash. Those of a file that was replaced are counted, too. */
function contentsSentence({ prevalence }: PlantedFile, hosts: number): readonly Sentence[] {
  const { hash } = prevalence;
  if (hash === undefined || hash.count < 2) return [];
  if (hash.count <= hosts) return [sameContents(hash)];
  return [words(`${hash.count} of ${count(hash.of, 'host')} have or had these contents`)];
}

/** On how many hosts the contents are. */
export function sameContents(hash: Pick<Prevalence, 'count' | 'of'>): Sentence {
  return words(`same contents on ${hash.count} of ${count(hash.of, 'host')}`);
}

function deviating(
  deviation: FileDeviation,
  path: string,
  numberOf: GroupPlace['numberOf'],
): Sentence {
  const number = numberOf(deviation);
  const where = deviationSentence(deviation, path);
  return say`DEVIATES: ${where}${words(number === undefined ? '' : ` (#${number})`)}`;
}
