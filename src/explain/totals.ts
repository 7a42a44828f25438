import { filePath, hostOf, timestamp, valuesOf } from '../event/ecs.js';
import { timeOf } from '../event/time.js';
import { textOf } from '../report/event-text.js';
import type { ScannedDocument, SourceLocation } from '../scan/sink.js';
import { ClauseTable } from './clause-table.js';
import type { Explanation } from './explanation.js';
import { HiddenEvents } from './hidden-events.js';

/** What explain sums up over all events that it shows, whatever the forms. */
export class ExplainTotals {
  readonly table: ClauseTable = new ClauseTable();
  readonly abuse: HiddenEvents<SourceLocation> = new HiddenEvents();

  add({ event, place }: ScannedDocument, explanation: Explanation): void {
    const [host] = hostOf(event);
    const time = timeOf(valuesOf(event, timestamp)[0] ?? '');
    this.table.add(explanation, { host, time });
    this.abuse.add(explanation, host, { path: textOf(event, filePath), time, place });
  }
}
