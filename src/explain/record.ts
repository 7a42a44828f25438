import type { Exception } from '../filter/exceptions.js';
import { eventText, sourceOf } from '../report/event-json.js';
import { normalized } from '../report/normalized.js';
import type { Rule } from '../rule/rule.js';
import type { ScannedDocument } from '../scan/sink.js';
import { decidingClauses, type Explanation, isDecidedByOne } from './explanation.js';
import { leadText } from './words.js';

/**
 * An event as a JSON record on one line: `source`, `normalized`, `verdict`, the `clauses` that decided, and `event` as it was read.
 * `lead` has the kind of a lead and the reason why the rule does not report it, `nearMiss` is whether a stopped event
 * would match without one single clause, `otherCase` the path if on Linux it is not under /etc/init.d/, and `coveredBy`
 * lists the exception items that suppress a match or a lead. `comparison` is the verdict of another revision, with its
 * clauses, if one is compared with; `differBy` lists the clauses that make the difference.
 */
export function recordText(
  document: ScannedDocument,
  explanation: Explanation,
  exceptions: readonly Exception[],
  rule: Rule,
): string {
  const { verdict, otherCase, lead, comparison } = explanation;
  const nearMiss = verdict === 'stopped' ? isDecidedByOne(explanation) : undefined;
  const covering = exceptions.map(({ id, name, list }) => ({ id, name, list }));
  const record = {
    source: sourceOf(document),
    normalized: normalized(document.event),
    verdict,
    lead: lead && { ...lead, reason: leadText(explanation, rule) },
    nearMiss,
    otherCase,
    coveredBy: covering.length === 0 ? undefined : covering,
    clauses: clausesOf(explanation),
    comparison: comparison && {
      version: comparison.version,
      verdict: comparison.explanation.verdict,
      clauses: clausesOf(comparison.explanation),
      differBy: comparison.clauses,
    },
  };
  return `${JSON.stringify(record).slice(0, -1)},"event":${eventText(document)}}`;
}

function clausesOf(explanation: Explanation): object[] {
  const { unmet, exclusions } = explanation;
  if (unmet.length === 0) {
    return exclusions.map(({ clause, entries }) => ({ id: clause, role: 'excludes', entries }));
  }
  return decidingClauses(explanation).map((id) => {
    const failed = unmet.filter(({ clause }) => clause === id);
    const conditions = failed.map(({ field, expected, found }) => ({ field, expected, found }));
    return { id, role: 'requires', unmet: conditions };
  });
}
