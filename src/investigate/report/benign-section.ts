import type { PlantedFile } from '../case.js';
import type { Benign } from '../harmlessness.js';
import type { OutlineSection, Retention } from './outline.js';
import { type Labels, type Phrases, say, words } from './sentence.js';

export const benignLabels: Labels<Benign['reason']> = {
  'package-manager': 'package manager',
  'configuration-tool': 'configuration',
  'image-build': 'image build',
  container: 'container',
  'on-most-hosts': 'common file',
  'interactive-session': 'administrator',
};

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
    say`most hosts with init scripts in this log have it (same contents if known, otherwise same name): ${numbers}`,
  'interactive-session': (who) =>
    say`interactive terminal session, possibly an administrator: ${who}`,
};

export function benignSection(
  { benign, planters }: PlantedFile,
  { isCut }: Retention,
): OutlineSection {
  const isComplete = planters.every(({ reachesEntry }) => reachesEntry);
  const none = `No reason found ${isCut ? 'among the retained events' : 'in this log'}`;
  const answer = words(isComplete ? none : `${none}, but the process chain is incomplete`);
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
