import { scriptOfStartLink } from '../../lead/init-directory.js';
import type { Boot, BootReason, FileFact, PlantedFile } from '../case.js';
import type { EventNumber } from '../shown.js';
import { type Answer, answerLine, type OutlineLine, shortened } from './outline.js';
import { type PersistentDeed, persistentSentence } from './persistent-deeds.js';
import {
  joined,
  type Labels,
  type Sentence,
  say,
  semicolons,
  timeAfter,
  words,
} from './sentence.js';

/** Reasons of different kinds that the line lists, and other ways to run. */
const maxListed = 3;
const maxOthers = 2;

/** Characters of a path or command in a line. */
const maxCharacters = 60;

/** What is for or against a start at boot, before what shows it. */
export const shortBootReasons: Labels<BootReason['reason']> = {
  'not-in-the-directory': 'systemd looks only at files directly in /etc/init.d',
  'name-passed-over': 'systemd ignores names like this one',
  'native-unit': 'a native unit takes precedence',
  'native-unit-by-others': 'a native unit may start it',
  'native-unit-runs-it': 'a native unit runs it',
  'started-by-systemd': 'executable: systemd has run it',
  deleted: 'removed',
  'not-executable': 'not executable',
  disabled: 'disabled',
  executable: 'executable',
  'unit-generated': 'systemd made a unit for it',
  'start-link': 'started by a link',
  'target-wants': 'wanted by a target',
  enabled: 'enabled',
};

/** Reasons of which another line of a finding, or the name of the script, says what shows them. */
const shownElsewhere: ReadonlySet<BootReason['reason']> = new Set([
  'name-passed-over',
  'not-in-the-directory',
  'started-by-systemd',
  'unit-generated',
]);

/** What makes a script start, before that it can. */
const enabling: ReadonlySet<BootReason['reason']> = new Set([
  'enabled',
  'native-unit-runs-it',
  'start-link',
  'target-wants',
]);

const shortBootUnknowns: Labels<Boot['unknown'][number]> = {
  executable: 'whether it is executable',
  enabled: 'whether it is enabled',
  'unit-contents': 'what its native unit runs',
  'init-system': 'which init system the host runs',
  root: 'whether a system boots from this root',
};

function unknownText(unknown: Boot['unknown']): string {
  const text = unknown.map((kind) => shortBootUnknowns[kind]).join(', ');
  return text.replace(', whether it is ', ' or ');
}

/** Ways to run that do not need the script. */
const otherStarts: ReadonlySet<PersistentDeed['kind']> = new Set([
  ...(['cron', 'init-script', 'ld-so-preload', 'other-root', 'profile', 'rc-local'] as const),
  ...(['runlevel-link', 'service', 'systemd-unit'] as const),
]);

/** Whether a file is gone: it does not run at boot any more, which is not the same as that it never did. */
export function isRemoved({ answer, reasons, unknown }: Boot): boolean {
  const isElsewhere = unknown.some((kind) => kind === 'init-system' || kind === 'root');
  return (answer === 'no' || isElsewhere) && reasons.some(({ reason }) => reason === 'deleted');
}

/**
 * What else may run of what the sessions and the script set up. A link that stops a script starts nothing, and one that
 * starts a planted script belongs to the answer about that one. What the answer is about already is left out.
 *
 * @param planted the planted files of the host.
 */
export function otherWays(
  deeds: readonly PersistentDeed[],
  { reasons }: Boot,
  planted: readonly Pick<PlantedFile, 'path'>[],
): readonly PersistentDeed[] {
  const paths = new Set(planted.map(({ path }) => path));
  const given = new Set(reasons.flatMap(({ counts, value }) => (counts === 'for' ? value : [])));
  const isOther = ({ kind, target, count }: PersistentDeed): boolean => {
    if (kind !== 'runlevel-link' || count > 1) return true;
    const isStop = /\/K\d\d[^/]*$/.test(target);
    return !isStop && !paths.has(scriptOfStartLink(target) ?? '');
  };
  return deeds.filter(
    (deed) =>
      otherStarts.has(deed.kind) && !deed.isRemoved && !given.has(deed.target) && isOther(deed),
  );
}

/** @param others what else may run: then it is no plain no. */
export function bootAnswer(boot: Boot, others: readonly PersistentDeed[]): Answer {
  const isOpen = others.length > 0;
  if (boot.answer === 'yes') return { text: 'YES', isBad: true };
  if (isRemoved(boot)) return { text: 'removed', isBad: isOpen };
  if (boot.answer === 'not-shown') return { text: 'unknown', isBad: false };
  return { text: isOpen ? 'no, but' : 'no', isBad: isOpen };
}

/**
 * @param planted when the file was: the date of it is not repeated.
 * @param others what else may run.
 */
export function bootLine(
  { boot, facts, execution }: PlantedFile,
  shown: Answer,
  others: readonly PersistentDeed[],
  planted: string | undefined,
): OutlineLine {
  const { answer, reasons, unknown } = boot;
  const side = answer === 'no' || isRemoved(boot) ? 'against' : 'for';
  const given = reasons
    .filter(({ counts }) => counts === side)
    .toSorted((one, other) => rankOf(one) - rankOf(other));
  const kinds = [...new Set(given.map(({ reason }) => reason))].slice(0, maxListed);
  const first = kinds.flatMap((kind) => given.find(({ reason }) => reason === kind) ?? []);
  const why = first.map((one) => {
    const { reason, value: text } = one;
    if (reason === 'deleted') {
      return removalSentence(facts, execution.answer === 'ran', planted);
    }
    const same = given.filter((other) => other.reason === reason).length - 1;
    const more = words(same > 0 ? ` and ${same} more` : '');
    const what = words(shortBootReasons[reason]);
    if (shownElsewhere.has(reason)) return say`${what}${more}`;
    return say`${what}: ${shortened(text, maxCharacters)}${more}`;
  });
  const open =
    answer === 'not-shown' && unknown.length > 0 && !isRemoved(boot)
      ? [words(`not in the log: ${unknownText(unknown)}`)]
      : [];
  const named = answer === 'yes' ? [] : others.slice(0, maxOthers);
  const also = named.length === 0 ? [] : [otherSentence(named, others.length - named.length)];
  const cited: readonly { readonly events: readonly EventNumber[] }[] = [...first, ...named];
  return answerLine('BOOT', shown, semicolons([...why, ...open, ...also]), cited);
}

function rankOf({ reason }: BootReason): number {
  return enabling.has(reason) ? 0 : 1;
}

/** When the file was removed, and whether that was too late. */
function removalSentence(
  facts: readonly FileFact[],
  hasRun: boolean,
  planted: string | undefined,
): Sentence {
  const removed = facts.findLast(({ fact }) => fact === 'deleted');
  const when = removed === undefined ? words('some time') : timeAfter(removed.value, planted);
  return say`${when}${words(hasRun ? ', after it ran' : '')}`;
}

/** What else may run: the answer about the script is not the one about the host. */
function otherSentence(named: readonly PersistentDeed[], more: number): Sentence {
  const rest = more > 0 ? [words(`${more} more (ALSO)`)] : [];
  const texts = [...named.map(persistentSentence), ...rest];
  return say`BUT other things may run: ${joined(texts, ', ')}`;
}
