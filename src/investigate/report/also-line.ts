import { count } from '../../report/units.js';
import type { RelatedActivity } from '../activity.js';
import { type Actor, lineByActors } from './actors.js';
import { type OutlineLine, shortened } from './outline.js';
import { isPersistent, isScript, persistentDeeds, persistentSentence } from './persistent-deeds.js';
import { type Sentence, say, words } from './sentence.js';

/** Init scripts that the line names for each who did it, and other entries; the rest are counted. */
const maxScripts = 6;
const maxListed = 5;

/** Characters of a path. */
const maxCharacters = 60;

/** What else those did who planted the file, and the script: each their own. */
export function alsoLine(actors: readonly Actor[]): readonly OutlineLine[] {
  return lineByActors(
    'ALSO',
    actors.map((actor) => ({ title: actor.title, ...deedsOf(actor) })),
  );
}

/** What one of them did. */
function deedsOf({ own, moved }: Actor): {
  readonly texts: readonly Sentence[];
  readonly shown: readonly { readonly events: readonly number[] }[];
} {
  const deeds = persistentDeeds(own);
  const scripts = deeds.filter(isScript);
  const programs = moved.map(({ path, isReplaced, events }) => ({
    text: say`${words(isReplaced ? 'replaced' : 'moved away')} ${shortened(path, maxCharacters)}`,
    events,
  }));
  const others = deeds
    .filter((deed) => !isScript(deed))
    .map((deed) => ({ text: persistentSentence(deed), events: deed.events }));
  const shownScripts = scripts.slice(0, maxScripts);
  const rest = [...programs, ...others];
  const shown = [
    ...shownScripts.map((deed) => ({ text: persistentSentence(deed), events: deed.events })),
    ...rest.slice(0, maxListed),
  ];
  const moreScripts = scripts.length - shownScripts.length;
  const more = rest.length - Math.min(rest.length, maxListed);
  const counts = [
    moreScripts > 0 ? count(moreScripts, 'more init script') : '',
    more > 0 ? `${more} more of these` : '',
    countOf(own, 'command', 'command'),
    countOf(own, 'file', 'file'),
    countOf(own, 'file-deleted', 'removed file'),
  ].filter((text) => text !== '');
  return { texts: [...shown.map(({ text }) => text), ...counts.map((text) => words(text))], shown };
}

function countOf(
  all: readonly RelatedActivity[],
  kind: RelatedActivity['what'],
  noun: string,
): string {
  const found = all.filter(
    (activity) =>
      activity.what === kind &&
      activity.partOf === undefined &&
      !(kind === 'file' && isPersistent(activity)),
  ).length;
  return found === 0 ? '' : count(found, noun);
}
