import type { FileFact, PlantedFile } from '../case.js';
import { type Sentence, say, shortTime, timeAfter, words } from './sentence.js';

/** Facts that say that a file was written. */
export const plantingFacts: ReadonlySet<FileFact['fact']> = new Set([
  'created',
  'renamed',
  'changed',
]);

/** Whether an event that the finding is about shows a fact. */
export function isOfMatch(fact: FileFact, { events }: Pick<PlantedFile, 'events'>): boolean {
  return fact.events.some((event) => events.includes(event));
}

/** Whether a fact is that a program changed a file that was there. */
export function isChange({ fact, isEdit }: FileFact): boolean {
  return fact === 'changed' || (isEdit === true && plantingFacts.has(fact));
}

/**
 * That a file was planted, replaced or changed, and when, by the events that the finding is about. What an editor did to
 * a file is one deed, however often; what anyone did to it later is named.
 */
export function plantingSentence(file: PlantedFile): Sentence {
  const all = file.facts.filter(({ fact }) => plantingFacts.has(fact));
  const own = all.filter((fact) => isOfMatch(fact, file));
  const [first, ...others] = own.length > 0 ? own : all;
  if (first === undefined) return words('planted at an unknown time');
  const last = others.at(-1);
  const start = shortTime(first.value);
  const verb = isChange(first) ? 'changed' : file.earlier === undefined ? 'planted' : 'replaced';
  if (last === undefined) return say`${words(verb)} ${start}`;
  const end = timeAfter(last.value, first.value);
  if ([first, ...others].every(isChange)) {
    return say`changed ${others.length + 1} times, ${start} to ${end}`;
  }
  return say`${words(verb)} ${start}, ${words(laterVerb(file, last))} ${end}`;
}

/** What became of a file when it was last written. */
function laterVerb({ facts }: PlantedFile, last: FileFact): string {
  if (isChange(last)) return 'last changed';
  const before = facts.slice(0, facts.indexOf(last));
  const previous = before.findLast(({ fact }) => fact === 'deleted' || plantingFacts.has(fact));
  if (previous?.fact === 'deleted') return 'removed, planted again';
  return last.fact === 'renamed' ? 'replaced' : 'written again';
}
