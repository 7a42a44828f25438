import type { LeadSummary } from '../../report/leads.js';
import { count } from '../../report/units.js';
import type { HostCase } from '../case.js';
import type { Limits } from '../file-groups.js';
import { recordedNotes } from './recorded-note.js';
import { joined, type Labels, type Sentence, words } from './sentence.js';

/** What a log without events of a kind cannot show. */
const coverageGaps: Labels<keyof HostCase['coverage']> = {
  process:
    'This log has no process events for this host after the first planted file appeared: what ran, and what started it, is unknown.',
  network:
    'This log has no network events for this host after the first planted file appeared: connections are unknown.',
};

/** What is missing from a host's events: it limits every conclusion. */
export function hostGaps(
  host: HostCase,
  { eventsPerHost }: Limits,
  leads: LeadSummary,
  isFolded: boolean,
): readonly Sentence[] {
  if (isFolded) return shortGaps(host, eventsPerHost);
  const { coverage, isCut, matchesLeftOut, processesLeftOut, surroundingsLeftOut } = host;
  const kinds = Object.keys(coverageGaps) as (keyof HostCase['coverage'])[];
  const gaps = kinds
    .filter((kind) => coverage[kind] === undefined)
    .map((kind) => coverageGaps[kind]);
  const notes = applicableNotes([
    [
      !host.hasSessionData && coverage.process !== undefined,
      'The events of this host have no session data, so that no chain reaches an entry leader. It is a setting of Elastic Defend’s policy, off by default.',
    ],
    [
      processesLeftOut > 0,
      `${count(processesLeftOut, 'process', 'processes')} of the sessions and scripts ${processesLeftOut === 1 ? 'was' : 'were'} not traced: over the limit, or found only in the last pass over the inputs.`,
    ],
    [
      isCut,
      `Some events were dropped: a case keeps at most ${eventsPerHost} per host, and few near-duplicates. For each kind, the events closest to a match and the most recent ones are kept, those of the sessions and scripts first. Anything missing here may still be in the log.`,
    ],
    [
      matchesLeftOut > 0,
      `${leftOutText(matchesLeftOut, leads)} of other files on this host ${matchesLeftOut === 1 ? 'is' : 'are'} not in this case.`,
    ],
    [
      surroundingsLeftOut > 0,
      `${count(host.surroundings.length, 'other activity', 'other activities')} ${host.surroundings.length === 1 ? 'is' : 'are'} listed and ${surroundingsLeftOut} ${surroundingsLeftOut === 1 ? 'is' : 'are'} omitted; those of the sessions and scripts come first.`,
    ],
  ]);
  return [...recordedNotes(host), ...gaps.map(words), ...notes];
}

/** The same in one paragraph, without what the findings say. */
function shortGaps(host: HostCase, eventsPerHost: number): readonly Sentence[] {
  const { coverage, isCut, processesLeftOut, surroundingsLeftOut } = host;
  const notes = applicableNotes([
    [
      !host.hasSessionData && coverage.process !== undefined,
      'No session data: it is a setting of Elastic Defend’s policy, off by default.',
    ],
    [
      isCut,
      `Some events were dropped (a case keeps at most ${eventsPerHost} per host, and few near-duplicates): what is missing here may still be in the log.`,
    ],
    [
      processesLeftOut > 0,
      `${count(processesLeftOut, 'process', 'processes')} of the sessions and scripts not traced.`,
    ],
    [
      surroundingsLeftOut > 0,
      `${count(surroundingsLeftOut, 'activity', 'activities')} not listed.`,
    ],
  ]);
  const sentences = [...recordedNotes(host), ...notes];
  return sentences.length === 0 ? [] : [joined(sentences, ' ')];
}

export function leftOutText(matches: number, { areListed }: LeadSummary): string {
  return areListed
    ? count(matches, 'more match or lead', 'more matches and leads')
    : count(matches, 'more match', 'more matches');
}

export function applicableNotes(
  notes: readonly (readonly [applies: boolean, note: string])[],
): readonly Sentence[] {
  return notes.filter(([applies]) => applies).map(([, note]) => words(note));
}
