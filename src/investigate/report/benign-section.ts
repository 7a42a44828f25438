import type { PlantedFile } from '../case.js';
import type { Benign, Contradiction } from '../harmlessness.js';
import { deedWords } from './deed-words.js';
import type { OutlineLine, OutlineSection, Retention } from './outline.js';
import { type Phrases, say, words } from './sentence.js';

export const benignPhrases: Phrases<Benign['reason']> = {
  'package-manager': (program) => say`the process chain contains a package manager: ${program}`,
  'configuration-tool': (program) =>
    say`the process chain contains a configuration tool: ${program}`,
  'image-build': (program) =>
    say`the process chain contains a program that builds or runs images: ${program}`,
  container: () =>
    words(
      'the session started in a container: the file may be in its file system, not in the host’s',
    ),
  'on-most-hosts': (numbers) =>
    say`most hosts with init scripts in this log have a file with the same contents: ${numbers}`,
  'interactive-session': (who) =>
    say`interactive terminal session of ${who}, an administrator or whoever has that access`,
};

export const contradictionPhrases: Phrases<Contradiction['against']> = {
  'container-escape': (command) =>
    say`CONTAINER ESCAPE: a session in a container wrote it, and the host itself ran it: ${command}`,
  'different-writer': (program) =>
    say`other hosts have a file of this name, but another program wrote all of those: ${program}`,
  spread: (hash) =>
    say`SPREAD: several hosts have the same contents, but not most, or by a session from the internet: ${hash}`,
  'package-manager-told': (command) =>
    say`a package manager in the process chain runs what its arguments say: ${command}`,
  'odd-process': (command) =>
    say`a process of the chain runs only in memory, bears another name, or is a network service's shell: ${command}`,
  'public-address': (address) => say`the session came from a public address: ${address}`,
  'deed-of-session': (subject) =>
    say`the session or the script set off an alert, hid traces or made another way in: ${subject}`,
};

/** Contradictions that matter more than anything else about a file. */
const headlines: ReadonlySet<Contradiction['against']> = new Set([
  'container-escape',
  'different-writer',
  'spread',
  'package-manager-told',
]);

/** A section on what is contradictory about a file, before all others. */
export function contradictionSections({ against = [] }: PlantedFile): readonly OutlineSection[] {
  const lines = against.filter(({ against: kind }) => headlines.has(kind)).map(contradictionLine);
  return lines.length === 0 ? [] : [{ title: 'What stands out', lines }];
}

function contradictionLine(contradiction: Contradiction): OutlineLine {
  const { against: kind, value, events } = contradiction;
  const text =
    kind === 'deed-of-session'
      ? say`the session or the script ${words(deedWords(contradiction))}: ${value}`
      : contradictionPhrases[kind](value);
  return { label: 'against', text, events, isMarked: true };
}

/** What speaks for a file's harmlessness, and what against it that does not stand before everything else. */
export function benignSection(
  { benign, against = [], planters }: PlantedFile,
  { isCut }: Retention,
): OutlineSection {
  const isComplete = planters.every(({ reachesEntry }) => reachesEntry);
  const none = `Nothing for it ${isCut ? 'among the retained events' : 'in this log'}`;
  const answer = words(isComplete ? none : `${none}, but the process chain is incomplete`);
  const others = against.filter(({ against: kind }) => !headlines.has(kind));
  // A terminal is no sign of an administrator if the session is suspicious by itself.
  const reasons = benign.filter(
    ({ reason }) => others.length === 0 || reason !== 'interactive-session',
  );
  return {
    title: 'For and against harmlessness',
    answer: reasons.length === 0 ? answer : undefined,
    lines: [
      ...reasons.map(({ reason, value, events }) => ({
        label: 'for',
        text: benignPhrases[reason](value),
        events,
      })),
      ...others.map(contradictionLine),
    ],
  };
}
