import type { Boot, BootReason, PlantedFile } from '../case.js';
import { unitNameOf } from '../units.js';
import type { OutlineSection, Retention } from './outline.js';
import { type Labels, type Phrases, say, value, words } from './sentence.js';

export const bootAnswers: Labels<Boot['answer']> = {
  yes: 'Yes, by what this log shows',
  no: 'No, by what this log shows',
  'not-shown': 'Not shown by this log',
};

const sideLabels: Labels<BootReason['counts'] | 'unknown'> = {
  for: 'for',
  against: 'against',
  unknown: 'not shown',
};

export const bootReasons: Phrases<BootReason['reason']> = {
  'not-in-the-directory': (path) =>
    say`systemd makes units only of files directly in /etc/init.d, spelled so: ${path} is none`,
  'name-passed-over': (name) => say`systemd passes over names like ${name}`,
  'native-unit': (path) => say`a native unit of the same name takes its place: ${path}`,
  deleted: (path) => say`${path} was deleted or moved away, and nothing shows that it came back`,
  'not-executable': (shown) => say`its owner may not execute it: ${shown}`,
  disabled: (command) => say`a command keeps it from starting at boot: ${command}`,
  executable: (shown) => say`its owner may execute it: ${shown}`,
  'unit-generated': (path) =>
    say`systemd made a unit of it, as it does only where the owner may execute it: ${path}`,
  'start-link': (link) => say`a link starts it with its runlevel: ${link}`,
  'target-wants': (link) => say`a link makes a target want its unit: ${link}`,
  enabled: (command) => say`a command makes it start at boot: ${command}`,
};

export const bootUnknowns: Labels<Boot['unknown'][number]> = {
  executable: 'whether its owner may execute it: no mode of it, no chmod and no unit is there',
  enabled:
    'whether anything starts it at boot: no start link and no command that makes one is there',
};

/** The same for a host of which not all events were kept. */
const bootUnknownsOfKept: Labels<Boot['unknown'][number]> = {
  executable:
    'whether its owner may execute it: among the events kept is no mode of it, no chmod and no unit',
  enabled:
    'whether anything starts it at boot: among the events kept is no start link and no command that makes one',
};

export function bootSection({ boot, service }: PlantedFile, { isCut }: Retention): OutlineSection {
  const unknowns = isCut ? bootUnknownsOfKept : bootUnknowns;
  return {
    title: 'Will it run at boot?',
    answer: words(bootAnswers[boot.answer]),
    lines: [
      { label: 'service', text: value(unitNameOf(service)) },
      ...boot.reasons.map(({ counts, reason, value: text, events }) => ({
        label: sideLabels[counts],
        text: bootReasons[reason](text),
        events,
      })),
      ...boot.unknown.map((unknown) => ({
        label: sideLabels.unknown,
        text: words(unknowns[unknown]),
      })),
    ],
  };
}
