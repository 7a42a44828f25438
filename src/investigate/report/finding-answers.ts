import { count } from '../../report/units.js';
import type { Boot, BootReason, Execution, FileFact, HostCase, PlantedFile } from '../case.js';
import type { FileGroup } from '../file-groups.js';
import type { Benign, Contradiction } from '../harmlessness.js';
import type { EventNumber } from '../shown.js';
import { deedWords } from './deed-words.js';
import { evidenceLabels } from './execution-section.js';
import { earlierWords, kindSentence, leadSentence } from './file-section.js';
import { deviationSentence } from './group-section.js';
import { type Answer, lineOf, type OutlineLine, shortened } from './outline.js';
import {
  type Labels,
  type Phrases,
  type Sentence,
  say,
  semicolons,
  shortTime,
  words,
} from './sentence.js';

/** Entries of one kind that a line lists; the rest are counted. */
export const maxListed = 3;

/** Characters of a path or command in a line. */
const maxCharacters = 60;

/** Facts that say that a file was written. */
export const plantingFacts: ReadonlySet<FileFact['fact']> = new Set([
  'created',
  'renamed',
  'changed',
]);

/** Whether an event that the finding is about shows a fact. */
export function isOfMatch(fact: FileFact, { events }: PlantedFile): boolean {
  return fact.events.some((event) => events.includes(event));
}

/** What the file is, and what became of it. */
export function whatLine(file: PlantedFile, { surroundings }: HostCase): readonly OutlineLine[] {
  const { path, facts, leads = [], earlier, copies = [], prevalence } = file;
  const beside = leads.map((lead) => ({
    text: say`beside the rule: ${leadSentence(lead)}`,
    events: lead.events,
  }));
  const known = facts.flatMap((one, at) => {
    const { fact, value: text, events } = one;
    switch (fact) {
      case 'header-bytes':
        return { text: kindSentence(text), events };
      case 'mode':
        return { text: say`mode ${text}`, events };
      case 'renamed-from':
        return isOfMatch(one, file)
          ? { text: say`moved from ${text}`, events }
          : { text: say`earlier: moved from ${text}`, events };
      case 'deleted':
        return facts.slice(at).some((later) => plantingFacts.has(later.fact))
          ? { text: say`removed ${shortTime(text)}, then written again`, events }
          : { text: say`removed ${shortTime(text)}`, events };
      case 'related-rule':
        return { text: words('also matches the related rule'), events };
      default:
        return [];
    }
  });
  const locked = surroundings.filter(
    ({ what, subject }) =>
      what === 'command' && /\bchattr\s+(?:-\S+\s+)*\+\w*i/.test(subject) && subject.includes(path),
  );
  const { hash } = prevalence;
  const parts = [
    ...beside,
    ...known,
    ...(earlier === undefined
      ? []
      : [{ text: words(`there before: ${earlierWords[earlier.value]}`), events: earlier.events }]),
    ...locked.slice(0, 1).map(({ events }) => ({ text: words('immutable by chattr'), events })),
    ...copies.slice(0, maxListed).map(({ path: copy, host, events }) => ({
      text: host === undefined ? say`also at ${copy}` : say`also at ${copy} on ${host}`,
      events,
    })),
    ...(hash === undefined || hash.count < 2
      ? []
      : [
          {
            text: words(`same contents on ${hash.count} of ${count(hash.of, 'host')}`),
            events: hash.events,
          },
        ]),
  ];
  if (parts.length === 0) return [];
  return [lineOf('WHAT', semicolons(parts.map(({ text }) => text)), parts)];
}

/** The files that are like it, and those that are not. */
export function alikeLine(group: FileGroup | undefined): readonly OutlineLine[] {
  if (group === undefined) return [];
  const { files, hosts, deviations, events } = group;
  const shown = deviations.slice(0, maxListed);
  const more = deviations.length - shown.length;
  const text = semicolons([
    words(`${count(files.length, 'file')} on ${count(hosts.length, 'host')}`),
    ...shown.map((deviation) => say`DEVIATES: ${deviationSentence(deviation)}`),
    ...(more > 0 ? [words(`${more} more deviate`)] : []),
  ]);
  const line = lineOf('ALIKE', text, shown.length > 0 ? shown : [{ events }]);
  return [{ ...line, isMarked: shown.length > 0 }];
}

/** What is for or against a start at boot, before what shows it. */
export const shortBootReasons: Labels<BootReason['reason']> = {
  'not-in-the-directory': 'systemd looks only at files directly in /etc/init.d',
  'name-passed-over': 'systemd ignores such names',
  'native-unit': 'a native unit takes precedence',
  'native-unit-by-others': 'a native unit may start it',
  'native-unit-runs-it': 'a native unit runs it',
  'started-by-systemd': 'run by systemd',
  deleted: 'removed',
  'not-executable': 'not executable',
  disabled: 'disabled',
  executable: 'executable',
  'unit-generated': 'systemd made its unit',
  'start-link': 'linked',
  'target-wants': 'wanted by a target',
  enabled: 'enabled',
};

const shortBootUnknowns: Labels<Boot['unknown'][number]> = {
  executable: 'whether it is executable',
  enabled: 'whether it is enabled',
  'unit-contents': 'what its native unit runs',
  'init-system': 'which init system the host runs',
  root: 'whether a system boots from this root',
};

export function bootLine({ answer, reasons, unknown }: Boot, shown: Answer): OutlineLine {
  const side = answer === 'no' ? 'against' : 'for';
  const given = reasons.filter(({ counts }) => counts === side);
  const kinds = [...new Set(given.map(({ reason }) => reason))].slice(0, maxListed);
  const first = kinds.flatMap((kind) => given.find(({ reason }) => reason === kind) ?? []);
  const why = first.map(({ reason, value: text }) => {
    const same = given.filter((other) => other.reason === reason).length - 1;
    const more = words(same > 0 ? ` and ${same} more` : '');
    return say`${words(shortBootReasons[reason])}: ${shortened(text, maxCharacters)}${more}`;
  });
  const open =
    answer === 'not-shown' && unknown.length > 0
      ? [words(`not shown: ${unknown.map((kind) => shortBootUnknowns[kind]).join(', ')}`)]
      : [];
  return answerLine('BOOT', shown, semicolons([...why, ...open]), first);
}

export function ranLine({ evidence, evidenceLeftOut }: Execution, answer: Answer): OutlineLine {
  const ran = evidence.filter(({ evidence: kind }) => kind === 'process');
  const shown = (ran.length > 0 ? ran : evidence).slice(0, 1);
  const more = evidence.length - shown.length + evidenceLeftOut;
  const texts = shown.map(
    ({ evidence: kind, time, value: text }) =>
      say`${shortTime(time)}, ${words(evidenceLabels[kind])} ${shortened(text, maxCharacters)}`,
  );
  const rest = more > 0 ? [words(`${more} more`)] : [];
  return answerLine('RAN', answer, semicolons([...texts, ...rest]), shown);
}

function answerLine(
  label: string,
  answer: Answer,
  why: Sentence,
  shown: readonly { readonly events: readonly EventNumber[] }[],
): OutlineLine {
  const text = why.length === 0 ? words(answer.text) : say`${words(answer.text.padEnd(7))} ${why}`;
  return { ...lineOf(label, text, shown), isMarked: answer.isBad, answer };
}

/** What speaks for a file's harmlessness. */
export const shortBenignPhrases: Phrases<Benign['reason']> = {
  'package-manager': (program) => say`a package manager wrote it (${shortened(program, 48)})`,
  'configuration-tool': (program) => say`a configuration tool wrote it (${shortened(program, 48)})`,
  'image-build': (program) => say`an image was built (${shortened(program, 48)})`,
  container: () => words('written in a container'),
  'on-most-hosts': (numbers) => say`most hosts have these contents (${numbers})`,
  'interactive-session': (user) => say`${user} had a terminal`,
};

/** What speaks against it, before the values that show it. */
const shortContradictions: Labels<Exclude<Contradiction['against'], 'deed-of-session'>> = {
  'container-escape': 'CONTAINER ESCAPE, the host ran what a container wrote',
  'different-writer': 'another program wrote it on other hosts',
  spread: 'SPREAD, several hosts have these contents',
  'package-manager-told': 'the package manager ran what it was told',
  'public-address': 'session from a public address',
};

function contradictionWords(one: Contradiction): string {
  return one.against === 'deed-of-session'
    ? `the session ${deedWords(one)}`
    : shortContradictions[one.against];
}

export function harmlessLine({ benign, against = [] }: PlantedFile): OutlineLine {
  const kinds = [...new Set(against.map(contradictionWords))];
  const opposed = kinds.map((kind) => {
    const same = against.filter((one) => contradictionWords(one) === kind);
    const texts = same.map(({ against: what, value: text }) =>
      // The indicators have the whole hash.
      shortened(text, what === 'spread' ? 20 : maxCharacters),
    );
    return say`against: ${words(kind)} (${semicolons(texts)})`;
  });
  const supporting = benign.map(
    ({ reason, value: text }) => say`for: ${shortBenignPhrases[reason](text)}`,
  );
  if (supporting.length === 0) supporting.push(words('nothing speaks for it'));
  const text = semicolons([...supporting, ...opposed]);
  const line = lineOf('HARMLESS?', text, [...against, ...benign]);
  return { ...line, isMarked: against.length > 0 };
}

const benignNouns: Labels<Benign['reason']> = {
  'package-manager': 'package',
  'configuration-tool': 'config tool',
  'image-build': 'image build',
  container: 'container',
  'on-most-hosts': 'most hosts',
  'interactive-session': 'terminal',
};

/** What speaks for a file's harmlessness, in a word or two. */
export function harmlessAnswer({ benign, against = [] }: PlantedFile): Answer {
  if (against.length > 0) return { text: `${against.length} against`, isBad: true };
  const [first] = benign;
  return { text: first === undefined ? 'nothing' : benignNouns[first.reason], isBad: false };
}
