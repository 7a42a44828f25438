import type { LeadCounts } from '../../../report/leads.js';
import type { ReportTotals } from '../../../report/report-document.js';
import type { RuleIdentity } from '../../../rule/rule.js';
import type { Problem } from '../../../scan/finding.js';
import type { InputStatus } from '../../../scan/sink.js';
import type { SkippedFile } from '../../../scan/skipped-files.js';
import type { Case } from '../../case.js';

/** The case with the other members of its document. */
export interface CaseDocument extends Case {
  readonly leads: LeadCounts;
  readonly tool: { readonly name: string; readonly version: string };
  readonly rule: RuleIdentity;
  readonly problems: readonly (Problem & { readonly message: string })[];
  readonly problemsNotListed: number;
  readonly inputs: readonly (Omit<InputStatus, 'formats' | 'shapes'> & {
    readonly status: string;
  })[];
  readonly skipped: readonly SkippedFile[];
  readonly summary: ReportTotals;
}
