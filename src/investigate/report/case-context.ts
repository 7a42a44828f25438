import type { LeadSummary } from '../../report/leads.js';
import type { Rule } from '../../rule/rule.js';
import type { Summary } from '../../scan/sink.js';
import type { CasePart } from './parts.js';

/** What a case is reported with. */
export interface CaseContext {
  readonly summary: Summary;
  readonly leads: LeadSummary;
  readonly rule: Rule;
  /** What the report contains after the findings; undefined for everything. */
  readonly parts?: ReadonlySet<string> | undefined;
  /** Whether long parts are folded. */
  readonly foldsParts?: boolean | undefined;
  readonly defangs?: boolean | undefined;
}

/** Which parts a report has. */
export function partsIn({ parts }: CaseContext): (part: CasePart) => boolean {
  return (part) => parts === undefined || parts.has(part);
}
