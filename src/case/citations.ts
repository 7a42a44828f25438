import path from 'node:path';
import { type EndpointEvent, isAlert } from '../event/endpoint-event.js';
import type { CaseEvent, EventKind, EventNumber } from './case.js';
import { defined } from './processes.js';
import { byTime, type EventRecord, eventKey } from './records.js';

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

/** The kinds of events by `event.action`, of Elastic Defend and Endgame. */
const kindOfAction: Readonly<Record<string, EventKind>> = {
  creation: 'file-created',
  file_create_event: 'file-created',
  rename: 'file-renamed',
  file_rename_event: 'file-renamed',
  modification: 'file-changed',
  overwrite: 'file-changed',
  file_modify_event: 'file-changed',
  deletion: 'file-deleted',
  file_delete_event: 'file-deleted',
  exec: 'process-started',
  exec_event: 'process-started',
  start: 'process-started',
  process_started: 'process-started',
  fork: 'process-forked',
  fork_event: 'process-forked',
  end: 'process-ended',
  exit: 'process-ended',
  termination_event: 'process-ended',
  already_running: 'process-running',
  connection_attempted: 'connection-out',
  ipv4_connection_attempt_event: 'connection-out',
  ipv6_connection_attempt_event: 'connection-out',
  connection_accepted: 'connection-in',
  ipv4_connection_accept_event: 'connection-in',
  ipv6_connection_accept_event: 'connection-in',
  disconnect_received: 'connection-closed',
  ipv4_disconnect_received_event: 'connection-closed',
  lookup_requested: 'dns',
  lookup_result: 'dns',
};

/** What an event tells that happened. */
export function kindOf(event: EndpointEvent): EventKind {
  return isAlert(event) ? 'alert' : actionOf(event);
}

/** What happened by the event's action: of an alert, what it is raised for. */
export function actionOf({ actions, question }: EndpointEvent): EventKind {
  for (const action of actions) {
    if (Object.hasOwn(kindOfAction, action)) return kindOfAction[action] ?? 'other';
  }
  return question === undefined ? 'other' : 'dns';
}

function isProcess(what: EventKind): boolean {
  return what.startsWith('process-');
}

/** What an event is about. */
export function subjectOf(what: EventKind, event: EndpointEvent): string | undefined {
  switch (what) {
    case 'process-started':
    case 'process-forked':
    case 'process-ended':
    case 'process-running':
      return commandOf(event);
    case 'connection-out':
    case 'connection-closed':
      return endpointOf(event.destination);
    case 'connection-in':
      return endpointOf(event.source);
    case 'dns':
      return event.question;
    case 'alert':
      return event.alertRule;
    default:
      return event.file.path ?? commandOf(event);
  }
}

/** A process's command line, or its arguments, or at least its executable. */
export function commandOf({ process }: EndpointEvent): string | undefined {
  const { commandLine, args, executable, name } = process;
  return commandLine ?? (args.length > 0 ? args.join(' ') : (executable ?? name));
}

/** The process that did something: its executable, and its command line where that tells more. */
export function actorOf(event: EndpointEvent): string | undefined {
  const { executable, name } = event.process;
  const command = commandOf(event);
  const program = executable ?? name;
  if (program === undefined || command === undefined) return program ?? command;
  const says = command === program || command === path.posix.basename(program);
  return says ? program : `${program} (${command})`;
}

export function userOf({ user }: EndpointEvent): string | undefined {
  return user.name ?? user.id;
}

/** An address with its port, as URLs write it. */
function endpointOf({ address, port }: EndpointEvent['destination']): string | undefined {
  if (address === undefined || port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
