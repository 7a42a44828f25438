import type { LeadCounts } from '../../../report/leads.js';
import type { ReportMembers } from '../../../report/schema-parts.js';
import type { Case } from '../../case.js';

/** The case with the other members of its document. */
export interface CaseDocument extends Case, ReportMembers {
  readonly leads: LeadCounts;
}
