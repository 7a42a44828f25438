import type { Boot, BootReason, PlantedFile } from '../case.js';
import { unitNameOf } from '../units.js';
import type { OutlineSection, Retention } from './outline.js';
import { type Labels, type Phrases, say, value, words } from './sentence.js';

export const bootAnswers: Labels<Boot['answer']> = {
  yes: 'Yes, according to this log',
  no: 'No, according to this log',
  'not-shown': 'Unknown: the evidence is inconclusive',
};

const sideLabels: Labels<BootReason['counts'] | 'unknown'> = {
  for: 'evidence for',
  against: 'evidence against',
  unknown: 'unknown',
};

export const bootReasons: Phrases<BootReason['reason']> = {
  'not-in-the-directory': (path) =>
    say`systemd generates units only for files directly in /etc/init.d (case-sensitive), not for ${path}`,
  'name-passed-over': (name) => say`systemd ignores file names like ${name}`,
  'native-unit': (path) => say`a native unit of the same name takes precedence: ${path}`,
  'native-unit-by-others': (path) =>
    say`a native unit of the same name may start it: the session, or another program that installs no packages, wrote ${path}`,
  'native-unit-runs-it': (path) =>
    say`a native unit of the same name is there, and systemd ran the script after it was written: ${path}`,
  deleted: (path) => say`${path} was deleted or moved, and nothing shows that it was put back`,
  'not-executable': (shown) => say`its owner cannot execute it: ${shown}`,
  disabled: (command) => say`a command disables it at boot: ${command}`,
  executable: (shown) => say`its owner can execute it: ${shown}`,
  'started-by-systemd': (command) =>
    say`systemd ran it as a service, which it makes only of files that the owner can execute: ${command}`,
  'unit-generated': (path) =>
    say`systemd generated a unit for it, which it only does if the owner can execute it: ${path}`,
  'start-link': (link) => say`a runlevel link starts it: ${link}`,
  'target-wants': (link) => say`a link makes a target pull in its unit: ${link}`,
  enabled: (command) => say`a command enables it at boot: ${command}`,
};

const initSystem =
  'which init system the host runs: Upstart reads /etc/init/ and System V init /etc/inittab, systemd neither';

const unitContents =
  'what the native unit of the same name runs: events do not include its contents';

const root =
  'whether a system boots from this root, as a container, a pod’s host or a mounted disk may: systemd reads /etc/init.d of its own root';

export const bootUnknowns: Labels<Boot['unknown'][number]> = {
  executable:
    'whether its owner can execute it: this log has no file mode, chmod or generated unit for it',
  enabled:
    'whether anything starts it at boot: this log has no start link for it and no command that creates one',
  'unit-contents': unitContents,
  'init-system': initSystem,
  root,
};

/** The same if some of the host's events were dropped. */
const retainedBootUnknowns: Labels<Boot['unknown'][number]> = {
  executable:
    'whether its owner can execute it: the retained events have no file mode, chmod or generated unit for it',
  enabled:
    'whether anything starts it at boot: the retained events have no start link for it and no command that creates one',
  'unit-contents': unitContents,
  'init-system': initSystem,
  root,
};

export function bootSection({ boot, service }: PlantedFile, { isCut }: Retention): OutlineSection {
  const unknowns = isCut ? retainedBootUnknowns : bootUnknowns;
  return {
    title: 'Will it run at boot?',
    answer: words(bootAnswers[boot.answer]),
    lines: [
      ...(boot.unknown.includes('init-system')
        ? []
        : [{ label: 'service', text: value(unitNameOf(service)) }]),
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
