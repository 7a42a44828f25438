import type { HostCase } from '../case.js';
import type { MentionedAddress, MovedProgram } from '../mentioned.js';
import type { OutlineLine, OutlineSection } from './outline.js';
import {
  commaSeparated,
  type Sentence,
  say,
  sayIfKnown,
  timeSentence,
  value,
  words,
} from './sentence.js';

/** The programs of the system that were moved away, if there are any. */
export function movedSections({ moved = [] }: HostCase): readonly OutlineSection[] {
  if (moved.length === 0) return [];
  return [{ title: 'Programs of the system that were moved away', lines: moved.map(movedLine) }];
}

/** The addresses and domains in command lines that no connection shows, if there are any. */
export function mentionedSections(host: HostCase): readonly OutlineSection[] {
  const mentioned = onlyMentioned(host);
  if (mentioned.length === 0) return [];
  return [{ title: 'Addresses and domains in commands', lines: mentioned.map(mentionedLine) }];
}

/** Addresses and domains in command lines that no listed connection or name resolution is about. */
export function onlyMentioned({
  mentioned = [],
  surroundings,
}: Pick<HostCase, 'mentioned' | 'surroundings'>): readonly MentionedAddress[] {
  const subjects = surroundings
    .filter(({ what }) => what === 'connection' || what === 'dns')
    .map(({ subject }) => subject.replace(/:\d+$/, '').replace(/^\[|\]$/g, ''));
  const known = new Set(subjects);
  return mentioned.filter(({ value: name }) => !known.has(name));
}

/** An address or domain with its port. */
export function mentionedSentence({ value: name, port }: MentionedAddress): Sentence {
  const host = name.includes(':') && port !== undefined ? `[${name}]` : name;
  return value(port === undefined ? host : `${host}:${port}`);
}

function mentionedLine(address: MentionedAddress): OutlineLine {
  return {
    label: address.kind,
    text: mentionedSentence(address),
    events: address.events,
    details: [{ label: '', text: say`in ${address.command}` }],
  };
}

function movedLine({ path, original, isReplaced, by, time, events }: MovedProgram): OutlineLine {
  return {
    label: isReplaced ? 'replaced' : 'moved',
    text: say`${path}; the original lies at ${original}`,
    events,
    isMarked: true,
    details: [
      {
        label: '',
        text: commaSeparated([
          timeSentence(time),
          sayIfKnown('by ', by),
          isReplaced ? undefined : words('nothing was written in its place'),
        ]),
      },
    ],
  };
}
