import type { ChosenExclusion } from '../../lead/chosen-exclusions.js';
import type { RelatedActivity } from '../activity.js';
import type { Boot } from '../case.js';
import type { ExcludedScript } from '../excluded-script.js';
import { lineIfKnown, type OutlineLine, type OutlineSection } from './outline.js';
import {
  commaSeparated,
  joined,
  type Labels,
  type Sentence,
  say,
  sayIfKnown,
  timeSentence,
  value,
  words,
} from './sentence.js';

const bootSentences: Labels<Boot['answer']> = {
  yes: 'will run at boot, according to this log',
  no: 'will not run at boot, according to this log',
  'not-shown': 'unknown whether it will run at boot',
};

/** The same in few words. */
const shortBoots: Labels<Boot['answer']> = {
  yes: 'will run at boot',
  no: 'will not run at boot',
  'not-shown': 'unknown whether it runs at boot',
};

const writers: Labels<RelatedActivity['relation']> = {
  lineage: 'by the session that wrote a script',
  script: 'by a planted script',
  host: 'by another process of this host',
  user: 'on another host, by the same user',
};

/** A section on the scripts that the rule excludes by what an attacker may choose, if there are any. */
export function excludedSections(
  scripts: readonly ExcludedScript[],
  isFolded: boolean = false,
): readonly OutlineSection[] {
  return scripts.length === 0
    ? []
    : [
        {
          title: 'Init scripts that the rule ignores because of what an attacker can choose',
          lines: scripts.map(isFolded ? shortLine : scriptLine),
        },
      ];
}

/** A script in two lines: what it is, and why the rule ignores it. */
function shortLine({ path, relation, exclusions, boot, events }: ExcludedScript): OutlineLine {
  const reasons = exclusions.map(({ field, value: shown }) => {
    const is = words(`${field} is `);
    return [...is, ...(shown === null ? words('missing') : value(shown))];
  });
  const text = commaSeparated([
    words(writers[relation]),
    say`ignored because ${joined(reasons, ' and ')}`,
    words(shortBoots[boot]),
  ]);
  return {
    label: 'init script',
    text: value(path),
    events,
    isMarked: true,
    details: [{ label: '', text }],
  };
}

function scriptLine(script: ExcludedScript): OutlineLine {
  const { path, relation, by, user, first, exclusions, boot, events } = script;
  const circumstances = commaSeparated([
    timeSentence(first),
    words(writers[relation]),
    by === undefined ? undefined : say`${by}`,
    sayIfKnown('user ', user),
  ]);
  return {
    label: 'init script',
    text: value(path),
    events,
    isMarked: true,
    details: [
      { label: '', text: circumstances },
      ...exclusions.flatMap((exclusion) => lineIfKnown('', exclusionSentence(exclusion))),
      { label: '', text: words(bootSentences[boot]) },
    ],
  };
}

/** The clause that excludes a script, and the value that it trusts. */
export function exclusionSentence({ clause, field, value: shown }: ChosenExclusion): Sentence {
  const by = words(`excluded by ${clause}: ${field} is `);
  return [...by, ...(shown === null ? words('missing') : value(shown))];
}
