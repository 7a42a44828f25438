import { timeOf } from '../../event/time.js';
import type { HostCase, PlantedFile } from '../case.js';
import type { RecordedPeriod } from '../recorded-periods.js';
import { plantingFacts } from './planting.js';
import { type Labels, type Sentence, say, semicolons, words } from './sentence.js';

const kindWords: Labels<RecordedPeriod['kind']> = {
  process: 'process events',
  network: 'network events',
};

/** Since when the log has events of each kind from a host; empty if it has none. */
export function recordedNotes({ recorded = [] }: Pick<HostCase, 'recorded'>): readonly Sentence[] {
  if (recorded.length === 0) return [];
  const [one, other] = recorded;
  const isSame = one?.first === other?.first && one?.last === other?.last;
  const periods = (isSame ? recorded.slice(0, 1) : recorded).map(({ kind, first, last }) => {
    const what = isSame ? 'process and network events' : kindWords[kind];
    return words(`${what} between ${minute(first)} and ${endOfHour(first, last)}`);
  });
  return [say`In this log: ${semicolons(periods)}.`];
}

/** The end of the hour of the last event, without its date if that is the one of the first. */
function endOfHour(first: string, last: string): string {
  const end = new Date((timeOf(last) ?? 0) + 3_600_000).toISOString();
  const text = minute(end.replace(/:00\.000Z$/, 'Z'));
  return text.startsWith(first.slice(0, 10)) ? text.slice(11) : text;
}

/** A time of a period, as the other times of a report. */
function minute(time: string): string {
  return time.replace('T', ' ');
}

/** The kinds of events that the log has, but only from some time after a file was planted. */
export function lateKinds(
  { recorded = [], coverage }: Pick<HostCase, 'recorded' | 'coverage'>,
  { facts }: Pick<PlantedFile, 'facts'>,
): readonly string[] {
  const times = facts
    .filter(({ fact }) => plantingFacts.has(fact))
    .flatMap(({ value }) => timeOf(value) ?? []);
  const planted = Math.min(...times);
  return recorded
    .filter(({ kind, first }) => coverage[kind] !== undefined && (timeOf(first) ?? 0) > planted)
    .map(({ kind, first }) => `${kindWords[kind]} only from ${minute(first)} on`);
}
