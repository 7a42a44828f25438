import type { Benign, PlantedFile } from '../case.js';
import type { OutlineSection, Retention } from './outline.js';
import { type Labels, type Phrases, say, words } from './sentence.js';

export const benignLabels: Labels<Benign['reason']> = {
  'package-manager': 'package',
  'configuration-tool': 'configuration',
  'image-build': 'image',
  container: 'container',
  'on-most-hosts': 'common',
  'interactive-session': 'administrator',
};

export const benignPhrases: Phrases<Benign['reason']> = {
  'package-manager': (program) => say`a package manager stands in the chain: ${program}`,
  'configuration-tool': (program) => say`a configuration tool stands in the chain: ${program}`,
  'image-build': (program) =>
    say`a program that builds or runs images stands in the chain: ${program}`,
  container: () =>
    words(
      'the session began in a container: what it writes may be its own file system, not the host’s',
    ),
  'on-most-hosts': (numbers) =>
    say`most hosts that this log shows init scripts of have it, by its contents where they are known and else by its name: ${numbers}`,
  'interactive-session': (who) =>
    say`somebody worked at a terminal, maybe an administrator: ${who}`,
};

export function benignSection(
  { benign, planters }: PlantedFile,
  { isCut }: Retention,
): OutlineSection {
  const isComplete = planters.every(({ reachesEntry }) => reachesEntry);
  const none = isCut ? 'the events kept show no reason' : 'this log shows no reason';
  const answer = words(isComplete ? none : `${none}, and not all of who planted it either`);
  return {
    title: 'Why it might be benign',
    answer: benign.length === 0 ? answer : undefined,
    lines: benign.map(({ reason, value, events }) => ({
      label: benignLabels[reason],
      text: benignPhrases[reason](value),
      events,
    })),
  };
}
