import { defined } from './analysis/processes.js';
import type { CaseEvent, EventNumber } from './case.js';
import { actorOf, isProcess, kindOf, subjectOf, userOf } from './event-facts.js';
import { byTime, type EventRecord, eventKey } from './event-record.js';

/** Events that one statement names at most; the first ones. */
const mostCited = 20;

/**
 * Gives numbers to the events that a case rests on.
 *
 * While a case is made, events are cited as they come. Numbers follow hosts and time, and so are known only at the end:
 * the lists that {@link cite} returned are filled then.
 */
export class Citations {
  readonly #records = new Map<string, EventRecord>();
  readonly #cited: { readonly keys: readonly string[]; readonly numbers: EventNumber[] }[] = [];

  /** The numbers of some events, in their order, each once; empty until {@link number} is called. */
  cite(...records: readonly EventRecord[]): readonly EventNumber[] {
    const unique = new Map(records.map((record) => [eventKey(record), record]));
    const first = [...unique].sort(([, one], [, other]) => byTime(one, other)).slice(0, mostCited);
    for (const [key, record] of first) this.#records.set(key, record);
    const numbers: EventNumber[] = [];
    this.#cited.push({ keys: first.map(([key]) => key), numbers });
    return numbers;
  }

  /** Numbers all that was cited, host by host in the order given, then the other hosts. */
  number(hosts: readonly string[]): CaseEvent[] {
    const order = new Map(hosts.map((host, at) => [host, at]));
    const rank = ({ host }: EventRecord): number => order.get(host) ?? hosts.length;
    const sorted = [...this.#records].sort(
      ([, one], [, other]) => rank(one) - rank(other) || byTime(one, other),
    );
    const numbers = new Map(sorted.map(([key], at) => [key, at + 1]));
    for (const { keys, numbers: list } of this.#cited) {
      list.push(...keys.map((key) => numbers.get(key) ?? 0).sort((one, other) => one - other));
    }
    return sorted.map(([, record], at) => caseEvent(record, at + 1, order.get(record.host)));
  }
}

function caseEvent(record: EventRecord, number: number, host: number | undefined): CaseEvent {
  const { event, place, index, id } = record;
  const what = kindOf(event);
  return {
    number,
    ...defined({
      time: event.time,
      host,
      hostName: event.host.name ?? event.host.id,
    }),
    what,
    ...defined({
      subject: subjectOf(what, event),
      from: what === 'file-renamed' ? event.file.originalPath : undefined,
      by: isProcess(what) ? undefined : actorOf(event),
      user: userOf(event),
    }),
    place,
    ...defined({ index, id }),
  };
}
