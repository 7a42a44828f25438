import type { Writer } from '../../io/writer.js';
import type { LeadSummary } from '../../report/leads.js';
import type { CommonReporter, ReportContext } from '../../report/reporter.js';
import type { Summary } from '../../scan/sink.js';
import type { Case } from '../case.js';
import type { EventText } from '../event-record.js';
import type { EventNumber } from '../shown.js';

/** Writes a case in one format. */
export interface CaseReporter extends CommonReporter {
  /**
   * Called once, after everything else.
   *
   * @param leads those of the scan; `areListed` is whether the case covers them.
   * @param texts the texts of the cited events, if the format needs them.
   */
  finish(
    found: Case,
    summary: Summary,
    leads: LeadSummary,
    texts?: EventTexts,
  ): void | Promise<void>;
  /** What there is to say about the report on stderr, after it is finished. */
  remarks?(): readonly string[];
}

/** Returns the text of an event of the case; undefined if it was not kept. */
export type EventTexts = (number: EventNumber) => EventText | undefined;

export type CaseReporterFactory = (writer: Writer, context: ReportContext) => CaseReporter;
