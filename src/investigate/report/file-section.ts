import { fileKind } from '../../report/file-kind.js';
import { leadMeanings, whyNotReported } from '../../report/lead-reasons.js';
import { count } from '../../report/units.js';
import type { Rule } from '../../rule/rule.js';
import type { FileFact, FileLead, PlantedFile } from '../case.js';
import type { EarlierFile, FileCopy } from '../deed.js';
import type { Prevalence } from '../prevalence.js';
import { exclusionSentence } from './excluded-section.js';
import { lineIfKnown, type OutlineLine, type OutlineSection } from './outline.js';
import {
  commaSeparated,
  type Labels,
  type Phrases,
  repeatedTimes,
  type Sentence,
  say,
  timeSentence,
  value,
  words,
} from './sentence.js';

/** Facts about a file, in reading order. */
export const factLabels: Labels<FileFact['fact']> = {
  created: 'created',
  renamed: 'moved here',
  'renamed-from': 'moved from',
  changed: 'modified',
  deleted: 'removed',
  owner: 'owner',
  group: 'group',
  mode: 'mode',
  sha256: 'sha256',
  size: 'size',
  entropy: 'entropy',
  'header-bytes': 'type',
  'related-rule': 'related rule',
};

const factPhrases: Phrases<FileFact['fact']> = {
  created: timeSentence,
  renamed: timeSentence,
  'renamed-from': value,
  changed: timeSentence,
  deleted: (time) => say`${timeSentence(time)} (deleted or moved)`,
  owner: value,
  group: value,
  mode: value,
  sha256: value,
  size: (bytes) => say`${bytes} ${words(bytes === '1' ? 'byte' : 'bytes')}`,
  entropy: (bits) => say`${bits} bits per byte`,
  'header-bytes': typeSentence,
  'related-rule': (name) => say`${name} also matches`,
};

/** Facts whose values are times. */
const timed: ReadonlySet<FileFact['fact']> = new Set(['created', 'renamed', 'changed', 'deleted']);

/** If more happened to a file, it is listed by kind rather than in order. */
const maxStory = 8;

/** If there are more times of one kind, only the first and last are listed. */
const maxTimes = 4;

/** What first happened to a file that was there before. */
export const earlierWords: Labels<EarlierFile['value']> = {
  created: 'another process had created it',
  changed: 'it was changed in place',
  moved: 'it was moved away',
  deleted: 'it was deleted',
};

/** @param parts temporary files and backups of the file, which are in the case too. */
export function fileSection(
  {
    facts,
    prevalence: { name, hash },
    leads = [],
    earlier,
    copies = [],
    namePattern,
    events,
  }: PlantedFile,
  parts: readonly PlantedFile[],
  rule: Rule,
): OutlineSection {
  const happened = facts.filter(({ fact }) => timed.has(fact));
  const isStory = happened.length <= maxStory;
  const kinds = (Object.keys(factLabels) as FileFact['fact'][]).filter(
    (kind) => !isStory || !timed.has(kind),
  );
  const lines = [
    ...(isStory ? storyLines(happened) : []),
    ...kinds.flatMap((kind) =>
      factLines(
        kind,
        facts.filter(({ fact }) => fact === kind),
      ),
    ),
  ];
  const prevalence = [
    { label: 'same name', text: prevalenceSentence(name), events: name.events },
    ...lineIfKnown('same contents', hash && prevalenceSentence(hash), { events: hash?.events }),
  ];
  return {
    title: 'File',
    lines: [
      ...leads.map((lead) => leadLine(lead, rule)),
      ...lineIfKnown(
        'name',
        namePattern === undefined
          ? undefined
          : say`damaged in the log: U+FFFD stands for bytes that are not text; find -name ${namePattern}`,
        { events, isMarked: true },
      ),
      ...(earlier === undefined ? [] : [earlierLine(earlier)]),
      ...lines,
      ...parts.map(({ path, events }) => ({ label: 'temporary', text: value(path), events })),
      ...prevalence,
      ...copies.map(copyLine),
    ],
  };
}

function earlierLine({ value: what, events }: EarlierFile): OutlineLine {
  return { label: 'before', text: words(`it was there before: ${earlierWords[what]}`), events };
}

function copyLine({ path, host, events }: FileCopy): OutlineLine {
  const text = host === undefined ? value(path) : say`${path} on ${host}`;
  return { label: 'copy', text, events };
}

/** Events that the rule does not report, and why. */
function leadLine(lead: FileLead, rule: Rule): OutlineLine {
  const { kind, exclusions = [], events } = lead;
  return {
    label: 'lead',
    text: words(`${leadMeanings[kind]}; ${whyNotReported(kind, rule)}`),
    events,
    isMarked: true,
    details: exclusions.flatMap((exclusion) => lineIfKnown('', exclusionSentence(exclusion))),
  };
}

/** What makes a file a lead: the clauses that exclude it, or what it is. */
export function leadSentence({ kind, exclusions = [] }: FileLead): Sentence {
  const clauses = [...new Set(exclusions.map(({ clause }) => clause))];
  return clauses.length === 0
    ? words(leadMeanings[kind])
    : words(`excluded only by ${clauses.join(' and ')}, which its author could choose to meet`);
}

/** What happened to the file, in order. */
function storyLines(facts: readonly FileFact[]): readonly OutlineLine[] {
  const first = ({ events }: FileFact): number => events[0] ?? 0;
  return facts
    .toSorted((one, other) => first(one) - first(other))
    .map(({ fact, value: time, events }) => ({
      label: factLabels[fact],
      text: factPhrases[fact](time),
      events,
    }));
}

function factLines(kind: FileFact['fact'], facts: readonly FileFact[]): readonly OutlineLine[] {
  const label = factLabels[kind];
  const [first, last] = [facts[0], facts.at(-1)];
  if (first !== undefined && last !== undefined && facts.length > maxTimes && timed.has(kind)) {
    const events = [...new Set(facts.flatMap((fact) => fact.events))];
    return [{ label, text: repeatedTimes(first.value, last.value, facts.length), events }];
  }
  return facts.map(({ value: text, events }, at) => ({
    label: at === 0 ? label : '',
    text: factPhrases[kind](text),
    events,
  }));
}

function typeSentence(headerBytes: string): Sentence {
  return say`${kindSentence(headerBytes)} (header bytes ${headerBytes})`;
}

/** What the first bytes of a file show it to be. */
export function kindSentence(headerBytes: string): Sentence {
  const type = fileKind(headerBytes);
  switch (type?.kind) {
    case undefined:
      return words('unknown');
    case 'elf':
      return words('ELF binary');
    case 'script':
      return type.cut
        ? say`script, interpreter starts with ${type.interpreter}`
        : say`${type.interpreter} script`;
    case 'text':
      return words('text without a #! line');
    case 'data':
      return words('binary data');
  }
}

function prevalenceSentence({ hosts, count: number, of }: Prevalence): Sentence {
  const rest = number - hosts.length;
  const names = commaSeparated([...hosts.map(value), rest > 0 ? say`${rest} more` : undefined]);
  return say`on ${number} of ${words(count(of, 'host'))} with init scripts in this log: ${names}`;
}
