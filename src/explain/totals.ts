import { filePath, hostOf, timestamp, valuesOf } from '../event/ecs.js';
import { timeOf } from '../event/time.js';
import { fieldText } from '../report/event-text.js';
import type { ScannedDocument } from '../scan/sink.js';
import { ClauseTable } from './clause-table.js';
import type { ComparisonTotals } from './comparison-totals.js';
import type { Explanation } from './explanation.js';
import { HiddenEvents } from './hidden-events.js';

/** The totals of all events that `explain` shows, for reports in any format. */
export class ExplainTotals {
  readonly clauses: ClauseTable = new ClauseTable();
  readonly hidden: HiddenEvents = new HiddenEvents();
  /** If two revisions are compared: of all events on which they differ, also those that are not shown. */
  readonly comparison: ComparisonTotals | undefined;

  constructor(comparison?: ComparisonTotals) {
    this.comparison = comparison;
  }

  add({ event, place }: ScannedDocument, explanation: Explanation): void {
    const [host] = hostOf(event);
    const time = timeOf(valuesOf(event, timestamp)[0] ?? '');
    this.clauses.add(explanation, host, time);
    this.hidden.add(explanation, host, { path: fieldText(event, filePath), time, place });
  }
}
