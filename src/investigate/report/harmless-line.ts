import type { ChainLink, PlantedFile } from '../case.js';
import type { Benign, Contradiction } from '../harmlessness.js';
import type { Actor } from './actors.js';
import { deedWords } from './deed-words.js';
import { type Answer, lineOf, type OutlineLine, shortened } from './outline.js';
import {
  type Labels,
  listed,
  type Phrases,
  type Sentence,
  say,
  semicolons,
  words,
} from './sentence.js';

/** Characters of a path or command in a line. */
const maxCharacters = 60;

/** What speaks for a file's harmlessness. The other lines of a finding have what shows it. */
export const shortBenignPhrases: Phrases<Benign['reason']> = {
  'package-manager': () => words('a package manager wrote it'),
  'configuration-tool': () => words('a configuration tool wrote it'),
  'image-build': () => words('written during an image build'),
  container: () => words('written in a container'),
  'on-most-hosts': () => words('most hosts have these contents'),
  'interactive-session': (user) => say`${user} had a terminal`,
};

/** What speaks against it. */
const shortContradictions: Labels<
  Exclude<Contradiction['against'], 'deed-of-session' | 'odd-process'>
> = {
  'container-escape': 'CONTAINER ESCAPE',
  'different-writer': 'another program wrote it on other hosts',
  spread: 'SPREAD: several hosts have these contents, but not most',
  'package-manager-told': 'the package manager ran a command that it was given',
  'public-address': 'session from a public address',
};

/** What is odd about a process. */
const oddWords: Readonly<Partial<Record<ChainLink['odd'][number], string>>> = {
  'shell-of-service': 'a network service started a shell',
  memfd: 'a program ran only from memory',
  'false-name': 'a process had a false name',
};

function contradictionWords(one: Contradiction, { planters }: PlantedFile): string {
  switch (one.against) {
    case 'deed-of-session':
      return deedWords(one);
    case 'odd-process': {
      const chain = planters.flatMap((planter) => planter.chain);
      const link = chain.find(
        ({ commandLine, executable }) => (commandLine ?? executable) === one.value,
      );
      const [text] = (link?.odd ?? []).flatMap((odd) => oddWords[odd] ?? []);
      return text ?? 'an odd process in the chain';
    }
    default:
      return shortContradictions[one.against];
  }
}

/** Whether no other line of a finding has the value that shows it, or several could be meant. */
function isShownHere({ against, deed }: Contradiction, isShared: boolean): boolean {
  return (
    against === 'different-writer' ||
    deed === 'file-deleted' ||
    (isShared && against === 'public-address')
  );
}

/** What is said of several, where it is not the same. */
const pluralWords: ReadonlyMap<string, string> = new Map([
  [shortContradictions['public-address'], 'sessions from public addresses'],
]);

/** Each kind of contradiction once, with what shows it. */
function contradictionTexts(
  against: readonly Contradiction[],
  file: PlantedFile,
  isShared: boolean,
): Sentence[] {
  const kinds = [...new Set(against.map((one) => contradictionWords(one, file)))];
  return kinds.map((kind) => {
    const same = against.filter(
      (one) => contradictionWords(one, file) === kind && isShownHere(one, isShared),
    );
    const texts = same.slice(0, 2).map(({ value: text }) => shortened(text, maxCharacters));
    if (same.length > texts.length) texts.push(words(`${same.length - texts.length} more`));
    const said = same.length > 1 ? (pluralWords.get(kind) ?? kind) : kind;
    return texts.length === 0 ? words(kind) : say`${words(said)} (${semicolons(texts)})`;
  });
}

/**
 * @param actors those who planted the file: if there are several, what one of them did is not said of the others.
 */
export function harmlessLine(file: PlantedFile, actors: readonly Actor[]): OutlineLine {
  const { benign, against = [] } = file;
  const isShared = actors.length > 1;
  const isDeed = (one: Contradiction): boolean => one.against === 'deed-of-session';
  const opposed = contradictionTexts(
    against.filter((one) => !isDeed(one)),
    file,
    isShared,
  );
  for (const { title, of } of byActor(against.filter(isDeed), actors)) {
    const deeds = contradictionTexts(of, file, isShared);
    if (deeds.length > 0) opposed.push(say`${title} ${listed(deeds)}`);
  }
  // A terminal is no sign of an administrator if the session is suspicious by itself.
  const reasons = benign.filter(
    ({ reason }) => against.length === 0 || reason !== 'interactive-session',
  );
  const supporting = reasons.map(({ reason, value: text }) => shortBenignPhrases[reason](text));
  const support =
    supporting.length === 0 ? words('nothing speaks for it') : say`for: ${semicolons(supporting)}`;
  const text = opposed.length === 0 ? support : say`${support}; AGAINST: ${semicolons(opposed)}`;
  const line = lineOf('HARMLESS?', text, [...against, ...reasons]);
  return { ...line, isMarked: against.length > 0 };
}

/** What speaks against a file, by who did it. */
function byActor(
  deeds: readonly Contradiction[],
  actors: readonly Actor[],
): readonly { readonly title: Sentence; readonly of: readonly Contradiction[] }[] {
  const isBy = ({ sessions }: Actor, { session }: Contradiction): boolean =>
    session !== undefined && sessions.includes(session);
  const known = actors.filter(({ name }) => name !== undefined);
  const others = deeds.filter((deed) => !known.some((actor) => isBy(actor, deed)));
  return [
    ...known.map((actor) => ({
      title: actor.name ?? [],
      of: deeds.filter((deed) => isBy(actor, deed)),
    })),
    { title: words(known.length > 0 ? 'one of them or the script' : 'the session'), of: others },
  ];
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
export function harmlessAnswer(file: PlantedFile): Answer {
  const { benign, against = [] } = file;
  if (against.some(({ against: kind }) => kind === 'container-escape'))
    return { text: 'ESCAPE', isBad: true };
  const kinds = new Set(against.map((one) => contradictionWords(one, file))).size;
  if (kinds > 0) return { text: `${kinds} against`, isBad: true };
  const [first] = benign;
  return { text: first === undefined ? 'nothing' : benignNouns[first.reason], isBad: false };
}
