import { count } from '../../report/units.js';
import type { Boot, BootReason, Execution, FileFact, HostCase, PlantedFile } from '../case.js';
import type { FileGroup } from '../file-groups.js';
import type { EventNumber } from '../shown.js';
import { type PersistentDeed, persistentLabels } from './also-line.js';
import { evidenceLabels } from './execution-section.js';
import { earlierWords, kindSentence, leadSentence } from './file-section.js';
import { deviationSentence } from './group-section.js';
import { type Answer, lineOf, type OutlineLine, shortened } from './outline.js';
import {
  type Labels,
  type Sentence,
  say,
  semicolons,
  shortTime,
  timeAfter,
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
  const all = [...parts, ...unknownContents(file)];
  return [lineOf('WHAT', semicolons(all.map(({ text }) => text)), all)];
}

/** That a file was created, if the log has no more about it. */
function unknownContents(
  file: PlantedFile,
): readonly { readonly text: Sentence; readonly events: readonly EventNumber[] }[] {
  const kinds = new Set(file.facts.map(({ fact }) => fact));
  if (kinds.has('header-bytes')) return [];
  const created = file.facts.find((one) => one.fact === 'created' && isOfMatch(one, file));
  const what = kinds.has('sha256') || kinds.has('size') ? 'type' : 'contents';
  const isTold = kinds.has('deleted') || kinds.has('renamed-from');
  const how = created === undefined || isTold ? '' : 'created, ';
  return [{ text: words(`${how}${what} not in the log`), events: created?.events ?? [] }];
}

/** That the host ran what a container wrote: more important than anything else about a file. */
export function escapeLine({ against = [], planters }: PlantedFile): readonly OutlineLine[] {
  const found = against.find(({ against: kind }) => kind === 'container-escape');
  if (found === undefined) return [];
  const [container] = planters.flatMap((planter) => planter.container ?? []);
  const by =
    container === undefined
      ? words('a container')
      : say`container ${container.name ?? shortened(container.id, 13)}`;
  const text = say`CONTAINER ESCAPE: the host ran ${shortened(found.value, maxCharacters)}, which ${by} wrote`;
  return [{ ...lineOf('ESCAPE', text, [found]), isMarked: true }];
}

/**
 * The files that are like it, and those that are not.
 *
 * @param described how many hosts the finding is about.
 * @param parts its temporary files and backups, which are part of it.
 */
export function alikeLine(
  group: FileGroup | undefined,
  described: number,
  parts: readonly Pick<PlantedFile, 'path'>[],
): readonly OutlineLine[] {
  if (group === undefined) return [];
  const { hosts, deviations, events } = group;
  const files = group.files.filter(({ path }) => !parts.some((part) => part.path === path));
  if (files.length < 2 && deviations.length === 0) return [];
  const missing = files.filter(({ host }) => host === undefined).length;
  const shown = deviations.slice(0, maxListed);
  const more = deviations.length - shown.length;
  const text = semicolons([
    words(alikeText(files.length, hosts.length, described, missing)),
    ...shown.map((deviation) => say`DEVIATES: ${deviationSentence(deviation)}`),
    ...(more > 0 ? [words(`${more} more deviate`)] : []),
  ]);
  const line = lineOf('ALIKE', text, shown.length > 0 ? shown : [{ events }]);
  return [{ ...line, isMarked: shown.length > 0 }];
}

/** How many files there are on how many hosts, and where those are that the finding is not about. */
function alikeText(files: number, hosts: number, described: number, missing: number): string {
  const all = `${count(files, 'file')} on ${count(hosts, 'host')}`;
  const others = hosts - described;
  if (missing === 0) return others > 0 ? `${all}, ${others} of them in other findings` : all;
  const isHosts = others > 0 && missing === others;
  return isHosts ? `${all}: ${described} here, ${missing} left out` : `${all}; ${missing} left out`;
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
  executable: 'if it is executable',
  enabled: 'if it is enabled',
  'unit-contents': 'what its native unit runs',
  'init-system': 'which init system the host runs',
  root: 'whether a system boots from this root',
};

function unknownText(unknown: Boot['unknown']): string {
  const text = unknown.map((kind) => shortBootUnknowns[kind]).join(', ');
  return text.replace(', if it is ', ' or ');
}

/** Ways to run that do not need the script. */
const otherStarts: ReadonlySet<string> = new Set([
  ...(['cron', 'init-script', 'ld-so-preload', 'profile', 'rc-local'] as const),
  ...(['runlevel-link', 'service', 'systemd-unit'] as const),
]);

/** @param deeds what else the sessions and the script set up. */
export function bootLine(
  { answer, reasons, unknown }: Boot,
  shown: Answer,
  deeds: readonly PersistentDeed[],
): OutlineLine {
  const side = answer === 'no' ? 'against' : 'for';
  const given = reasons.filter(({ counts }) => counts === side);
  const kinds = [...new Set(given.map(({ reason }) => reason))].slice(0, maxListed);
  const first = kinds.flatMap((kind) => given.find(({ reason }) => reason === kind) ?? []);
  const why = first.map(({ reason, value: text }) => {
    const same = given.filter((other) => other.reason === reason).length - 1;
    const more = words(same > 0 ? ` and ${same} more` : '');
    const what = words(shortBootReasons[reason]);
    // Its path follows from the name of the script.
    if (reason === 'unit-generated') return say`${what}${more}`;
    return say`${what}: ${shortened(text, maxCharacters)}${more}`;
  });
  const open =
    answer === 'not-shown' && unknown.length > 0
      ? [words(`not in the log: ${unknownText(unknown)}`)]
      : [];
  const others = answer === 'yes' ? [] : deeds.filter(({ kind }) => otherStarts.has(kind));
  const names = [...new Set(others.map(({ kind }) => persistentLabels[kind]))].join(', ');
  const also = names === '' ? [] : [words(`BUT other ways to run (ALSO): ${names}`)];
  return answerLine('BOOT', shown, semicolons([...why, ...open, ...also]), first);
}

/** @param planted when the file was: the date of it is not repeated. */
export function ranLine(
  { evidence, evidenceLeftOut }: Execution,
  answer: Answer,
  planted: string | undefined,
): OutlineLine {
  const ran = evidence.filter(({ evidence: kind }) => kind === 'process');
  const shown = (ran.length > 0 ? ran : evidence).slice(0, 1);
  const more = evidence.length - shown.length + evidenceLeftOut;
  const texts = shown.map(({ evidence: kind, time, value: text }) =>
    kind === 'process'
      ? say`${timeAfter(time, planted)}: ${shortened(text, maxCharacters)}`
      : say`${timeAfter(time, planted)}, ${words(evidenceLabels[kind])} ${shortened(text, maxCharacters)}`,
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
  const text = why.length === 0 ? words(answer.text) : say`${words(answer.text.padEnd(8))} ${why}`;
  return { ...lineOf(label, text, shown), isMarked: answer.isBad, answer };
}
