import type { Exception } from '../filter/exceptions.js';
import { eventText, sourceOf } from '../report/event-json.js';
import type { ScannedDocument } from '../scan/sink.js';
import { decidingClauses, type Explanation, isDecidedByOne } from './explanation.js';

/**
 * An event as a JSON record on one line: `source`, `verdict`, `clauses` that decided, and `event` as it came in. Of a
 * stopped event, `nearMiss` says whether one clause alone keeps it from being a match; `otherCase` is the path, where
 * Linux would not find it under /etc/init.d/; `coveredBy` the exception items that cover a match.
 */
export function recordText(
  document: ScannedDocument,
  explanation: Explanation,
  exceptions: readonly Exception[],
): string {
  const { verdict, otherCase } = explanation;
  const nearMiss = verdict === 'stopped' ? isDecidedByOne(explanation) : undefined;
  const record = {
    source: sourceOf(document),
    verdict,
    nearMiss,
    otherCase,
    coveredBy:
      exceptions.length === 0
        ? undefined
        : exceptions.map(({ id, name, list }) => ({ id, name, list })),
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
