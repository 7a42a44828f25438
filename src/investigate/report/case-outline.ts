import { standing } from '../../report/summary.js';
import { count } from '../../report/units.js';
import type { Summary } from '../../scan/sink.js';
import type { Case, HostCase, Limits } from '../case.js';
import { activitySections, nothingElseSentence } from './activity-sections.js';
import { benignSection } from './benign-section.js';
import { bootSection } from './boot-section.js';
import { creatorSection } from './creator-section.js';
import { executionSection } from './execution-section.js';
import { fileSection } from './file-section.js';
import type { CaseOutline, HostOutline } from './outline.js';
import { type Labels, type Sentence, say, sayIfKnown, value, words } from './sentence.js';
import { sharedSteps } from './steps-outline.js';
import { timelineEntry } from './timeline.js';

export function caseOutline(found: Case, summary: Summary): CaseOutline {
  return {
    hosts: found.hosts.map((host, at) => hostOutline(host, at, found)),
    elsewhere: found.events.filter(({ host }) => host === undefined).map(timelineEntry),
    ending: endingOf(found, summary),
  };
}

function hostOutline(host: HostCase, at: number, { events, limits }: Case): HostOutline {
  const steps = sharedSteps(host.files);
  const reported = new Map<string, string>();
  return {
    title: hostSentence(host),
    notes: hostNotes(host, limits),
    files: host.files.map((file) => ({
      title: value(file.path),
      events: file.events,
      sections: [
        fileSection(file),
        bootSection(file, host),
        executionSection(file, host),
        creatorSection(file, reported, host),
        benignSection(file, host),
      ],
      steps: steps.own(file),
    })),
    steps: steps.shared,
    activities: activitySections(host, at, events),
    nothingElse: nothingElseSentence(host),
    timeline: events.filter((event) => event.host === at).map(timelineEntry),
  };
}

function hostSentence({ name, id }: HostCase): Sentence {
  if (name === undefined) return sayIfKnown('id ', id) ?? words('without a name');
  return id === undefined || id === name ? value(name) : say`${name} (id ${id})`;
}

/** What cannot be concluded from a log without events of a kind. */
const coverageGaps: Labels<keyof HostCase['coverage']> = {
  process:
    'no process events of this host since a file was planted there: who started what, and what ran, it cannot tell',
  network:
    'no network events of this host since a file was planted there: whom its processes talked to it cannot tell',
};

/** What a reader must know about a host's events before reading on. */
function hostNotes(host: HostCase, { eventsPerHost }: Limits): readonly Sentence[] {
  const { coverage, isCut, matchesLeftOut, processesLeftOut, surroundingsLeftOut } = host;
  const kinds = Object.keys(coverageGaps) as (keyof HostCase['coverage'])[];
  const gaps = kinds
    .filter((kind) => coverage[kind] === undefined)
    .map((kind) => `This log holds ${coverageGaps[kind]}.`);
  const notes = applying([
    [
      processesLeftOut > 0,
      `${count(processesLeftOut, 'process', 'processes')} of the sessions and scripts ${processesLeftOut === 1 ? 'was' : 'were'} not followed further: there were too many, or they came up in the last pass over the inputs.`,
    ],
    [
      isCut,
      `Not all events around the files are kept: a case takes ${eventsPerHost} of one host at most, and few that tell the same. Of each kind those nearest in time to the matches and the latest are kept, what the sessions and scripts did before what others did; what is not among them may be in the log.`,
    ],
    [
      matchesLeftOut > 0,
      `${count(matchesLeftOut, 'more match', 'more matches')} of further files on this host ${matchesLeftOut === 1 ? 'is' : 'are'} not told.`,
    ],
    [
      surroundingsLeftOut > 0,
      `Of what else happened, ${host.surroundings.length} things are told and ${surroundingsLeftOut} are not: what the sessions and scripts did comes first.`,
    ],
  ]);
  return [...gaps.map(words), ...notes];
}

/** What is missing from the case, and whether the scan is complete. */
function endingOf({ hosts, limits }: Case, summary: Summary): readonly Sentence[] {
  const { hosts: maxHosts, filesPerHost, matchesLeftOut } = limits;
  const { withheld } = summary;
  return applying([
    [hosts.length === 0, 'Nothing to investigate: no match of the rule was found.'],
    [
      matchesLeftOut > 0,
      `Not in this case: ${count(matchesLeftOut, 'more match', 'more matches')}. It takes ${maxHosts} hosts at most, ${filesPerHost} files of each, and of a bounded number of planters of each file the first match and the last. Which hosts, files and planters are told when there are more does not depend on their order or times.`,
    ],
    [
      withheld > 0,
      `Not in this case: ${count(withheld, 'match', 'matches')} that --max-alerts kept back.`,
    ],
    [true, `The scan is ${standing(summary)}.`],
  ]);
}

function applying(
  notes: readonly (readonly [applies: boolean, note: string])[],
): readonly Sentence[] {
  return notes.filter(([applies]) => applies).map(([, note]) => words(note));
}
