import { decidingClauses, type Explanation, isDecidedByOne } from '../rule/explanation.js';
import type { FoundDocument } from '../scan/sink.js';
import { eventText, sourceOf } from './json.js';

/**
 * An event as a JSON record on one line: `source`, `verdict`, `clauses` that decided, and `event` as it came in. Of a
 * stopped event, `nearMiss` says whether one clause alone keeps it from being a match; `otherCase` is the path, where
 * Linux would not find it under /etc/init.d/.
 */
export function recordText(document: FoundDocument, explanation: Explanation): string {
  const { verdict, otherCase } = explanation;
  const nearMiss = verdict === 'stopped' ? isDecidedByOne(explanation) : undefined;
  const record = {
    source: sourceOf(document),
    verdict,
    nearMiss,
    otherCase,
    clauses: clausesOf(explanation),
  };
  return `${JSON.stringify(record).slice(0, -1)},"event":${eventText(document)}}`;
}

function clausesOf(explanation: Explanation): object[] {
  const { unmet, exclusions } = explanation;
  return decidingClauses(explanation).map((id) =>
    unmet.length > 0
      ? {
          id,
          role: 'requires',
          unmet: unmet
            .filter(({ clause }) => clause === id)
            .map(({ field, expected, found }) => ({ field, expected, found })),
        }
      : {
          id,
          role: 'excludes',
          entries: exclusions
            .filter(({ clause }) => clause === id)
            .flatMap(({ entries }) => entries),
        },
  );
}
