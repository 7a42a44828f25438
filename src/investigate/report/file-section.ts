import { fileKind } from '../../report/file-kind.js';
import { count } from '../../report/units.js';
import type { FileFact, PlantedFile, Prevalence } from '../case.js';
import { lineIfKnown, type OutlineLine, type OutlineSection } from './outline.js';
import {
  type Labels,
  listed,
  manyTimes,
  type Phrases,
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
  changed: 'changed',
  deleted: 'removed',
  owner: 'owner',
  group: 'group',
  mode: 'mode',
  sha256: 'sha256',
  size: 'size',
  entropy: 'entropy',
  'header-bytes': 'kind',
  'related-rule': 'related rule',
};

const factPhrases: Phrases<FileFact['fact']> = {
  created: timeSentence,
  renamed: timeSentence,
  'renamed-from': value,
  changed: timeSentence,
  deleted: (time) => say`${timeSentence(time)}, deleted or moved away`,
  owner: value,
  group: value,
  mode: value,
  sha256: value,
  size: (bytes) => say`${bytes} ${words(bytes === '1' ? 'byte' : 'bytes')}`,
  entropy: (bits) => say`${bits} bits a byte`,
  'header-bytes': kindSentence,
  'related-rule': (name) => say`${name} matches it too`,
};

/** Facts whose values are times. */
const timed: ReadonlySet<FileFact['fact']> = new Set(['created', 'renamed', 'changed', 'deleted']);

/** Times of one kind that are listed one by one at most. */
const maxTimes = 4;

export function fileSection({ facts, prevalence: { name, hash } }: PlantedFile): OutlineSection {
  const kinds = Object.keys(factLabels) as FileFact['fact'][];
  const lines = kinds.flatMap((kind) =>
    factLines(
      kind,
      facts.filter(({ fact }) => fact === kind),
    ),
  );
  const prevalence = [
    { label: 'same name', text: prevalenceSentence(name), events: name.events },
    ...lineIfKnown('same contents', hash && prevalenceSentence(hash), { events: hash?.events }),
  ];
  return { title: 'The file', lines: [...lines, ...prevalence] };
}

function factLines(kind: FileFact['fact'], facts: readonly FileFact[]): readonly OutlineLine[] {
  const label = factLabels[kind];
  const [first, last] = [facts[0], facts.at(-1)];
  if (first !== undefined && last !== undefined && facts.length > maxTimes && timed.has(kind)) {
    const events = [...new Set(facts.flatMap((fact) => fact.events))];
    return [{ label, text: manyTimes(first.value, last.value, facts.length), events }];
  }
  return facts.map(({ value: text, events }, at) => ({
    label: at === 0 ? label : '',
    text: factPhrases[kind](text),
    events,
  }));
}

function kindSentence(headerBytes: string): Sentence {
  const kind = fileKind(headerBytes);
  const bytes = say`by its first bytes ${headerBytes}`;
  switch (kind?.kind) {
    case undefined:
      return say`not told ${bytes}`;
    case 'elf':
      return say`ELF binary, ${bytes}`;
    case 'script':
      return kind.cut
        ? say`script for ${kind.interpreter} or what begins so, ${bytes}`
        : say`script for ${kind.interpreter}, ${bytes}`;
    case 'text':
      return say`text without #!, ${bytes}`;
    case 'data':
      return say`binary data, ${bytes}`;
  }
}

function prevalenceSentence({ hosts, count: number, of }: Prevalence): Sentence {
  const rest = number - hosts.length;
  const names = listed([...hosts.map(value), rest > 0 ? say`${rest} more` : undefined]);
  return say`on ${number} of ${words(count(of, 'host'))} that this log shows init scripts of: ${names}`;
}
