import { filePath, hostOf, timestamp, valuesOf } from '../event/ecs.js';
import { timeOf } from '../event/time.js';
import { aboutOthers, type LeadNote } from '../lead/lead.js';
import { fieldText } from '../report/event-text.js';
import { type LeadSummary, LeadTally } from '../report/leads.js';
import type { ScannedDocument } from '../scan/sink.js';
import { ClauseTable } from './clause-table.js';
import type { ComparisonTotals } from './comparison-totals.js';
import type { Explanation } from './explanation.js';
import { HiddenEvents, hiddenEvent } from './hidden-events.js';

/** The totals of all events that `explain` shows, for reports in any format. */
export class ExplainTotals {
  readonly clauses: ClauseTable = new ClauseTable();
  /** Number of events outside the rule's scope, all of them leads. */
  elsewhere = 0;
  readonly #hidden = new HiddenEvents();
  readonly #leads: LeadTally;
  /** If two revisions are compared: of all events on which they differ, also those that are not shown. */
  readonly comparison: ComparisonTotals | undefined;

  /** @param leads a tally of all events, which gets each of them before this one does. */
  constructor(comparison?: ComparisonTotals, leads?: LeadTally) {
    this.comparison = comparison;
    this.#leads = new LeadTally(false, undefined, leads?.seen);
  }

  /** Adds an event that is shown. */
  add({ event }: ScannedDocument, explanation: Explanation): void {
    const [host] = hostOf(event);
    const time = timeOf(valuesOf(event, timestamp)[0] ?? '');
    this.clauses.add(explanation, host, time);
    if (explanation.isElsewhere) this.elsewhere += 1;
  }

  /**
   * Adds what the judge noted about an event, whether or not it is shown.
   *
   * @param explanation undefined if the event is not shown; then it only tells what became of a temporary file.
   */
  addLead(document: ScannedDocument, lead: LeadNote, explanation: Explanation | undefined): void {
    const { event, place } = document;
    if (explanation === undefined || lead.kind !== 'chosen-by-attacker') {
      this.#leads.add(document, explanation === undefined ? aboutOthers(lead) : lead);
      return;
    }
    const [host] = hostOf(event);
    const time = timeOf(valuesOf(event, timestamp)[0] ?? '');
    const hidden = hiddenEvent(explanation, { path: fieldText(event, filePath), time, place });
    this.#leads.add(document, lead, () => this.#hidden.add(host, hidden));
  }

  /** Events that are excluded only by values that an attacker can choose. Temporary files that remain are among them. */
  get hidden(): HiddenEvents {
    this.#leads.finish();
    return this.#hidden;
  }

  get leads(): LeadSummary {
    return { ...this.#leads.finish(), areListed: true };
  }
}
