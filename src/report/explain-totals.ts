import { Field } from '../event/fields.js';
import { timeOf } from '../event/time.js';
import { AbuseView } from '../rule/abuse-view.js';
import { ClauseTable } from '../rule/clause-table.js';
import type { Explanation } from '../rule/explanation.js';
import type { FoundDocument, Place } from '../scan/sink.js';
import { hostOf, textOf } from './pretty.js';
import { valuesOf } from './values.js';

const filePath = new Field('file.path');
const timestamp = new Field('@timestamp');

/** What explain sums up over all events that it shows, whatever the forms. */
export class ExplainTotals {
  readonly table: ClauseTable = new ClauseTable();
  readonly abuse: AbuseView<Place> = new AbuseView();

  add({ event, place }: FoundDocument, explanation: Explanation): void {
    const [host] = hostOf(event);
    const time = timeOf(valuesOf(event, timestamp)[0] ?? '');
    this.table.add(explanation, { host, time });
    this.abuse.add(explanation, host, { path: textOf(event, filePath), time, place });
  }
}
