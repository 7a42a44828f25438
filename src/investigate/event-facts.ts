import path from 'node:path';
import type { EventKind } from './case.js';
import { type EndpointEvent, isAlert } from './endpoint-event.js';

/**
 * Kinds of events by `event.action` of Elastic Defend and Endgame. If an event has several actions, the first of these
 * is what it is about: a process that was started and ended, or a connection that was opened and closed, is reported in
 * one event with its actions in any order.
 */
const kindOfAction: ReadonlyMap<string, EventKind> = new Map([
  ['exec', 'process-started'],
  ['exec_event', 'process-started'],
  ['start', 'process-started'],
  ['process_started', 'process-started'],
  ['already_running', 'process-running'],
  ['fork', 'process-forked'],
  ['fork_event', 'process-forked'],
  ['end', 'process-ended'],
  ['exit', 'process-ended'],
  ['termination_event', 'process-ended'],
  ['connection_attempted', 'connection-out'],
  ['ipv4_connection_attempt_event', 'connection-out'],
  ['ipv6_connection_attempt_event', 'connection-out'],
  ['connection_accepted', 'connection-in'],
  ['ipv4_connection_accept_event', 'connection-in'],
  ['ipv6_connection_accept_event', 'connection-in'],
  ['disconnect_received', 'connection-closed'],
  ['ipv4_disconnect_received_event', 'connection-closed'],
  ['lookup_requested', 'dns'],
  ['lookup_result', 'dns'],
  ['creation', 'file-created'],
  ['file_create_event', 'file-created'],
  ['rename', 'file-renamed'],
  ['file_rename_event', 'file-renamed'],
  ['modification', 'file-changed'],
  ['overwrite', 'file-changed'],
  ['file_modify_event', 'file-changed'],
  ['deletion', 'file-deleted'],
  ['file_delete_event', 'file-deleted'],
]);

export function kindOf(event: EndpointEvent): EventKind {
  return isAlert(event) ? 'alert' : actionOf(event);
}

/** The kind of an event by its action; for an alert, the kind of the event that raised it. */
export function actionOf({ actions, question }: EndpointEvent): EventKind {
  return kindOfActions(actions) ?? (question === undefined ? 'other' : 'dns');
}

function kindOfActions(actions: readonly string[]): EventKind | undefined {
  const [only] = actions;
  if (only === undefined || actions.length === 1) return kindOfAction.get(only ?? '');
  for (const [action, kind] of kindOfAction) if (actions.includes(action)) return kind;
  return undefined;
}

export function isProcess(what: EventKind): boolean {
  return what.startsWith('process-');
}

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

/** The command line, or the best substitute for it: the arguments, else the executable. */
export function commandOf({ process }: EndpointEvent): string | undefined {
  const { commandLine, args, executable, name } = process;
  return commandLine ?? (args.length > 0 ? args.join(' ') : (executable ?? name));
}

/** The process that acted: its executable, with the command line if that adds anything. */
export function actorOf(event: EndpointEvent): string | undefined {
  const { executable, name } = event.process;
  const command = commandOf(event);
  const program = executable ?? name;
  if (program === undefined || command === undefined) return program ?? command;
  const isSame = command === program || command === path.posix.basename(program);
  return isSame ? program : `${program} (${command})`;
}

export function userOf({ user }: EndpointEvent): string | undefined {
  return user.name ?? user.id;
}

/** Whether root may have run a command. A command of another user may have failed, so it does not prove its effect. */
export function mayBeRoot({ user: { id, name } }: EndpointEvent): boolean {
  return id === undefined ? name === undefined || name === 'root' : id === '0';
}

/** An address with its port, as in a URL. */
function endpointOf({ address, port }: EndpointEvent['destination']): string | undefined {
  if (address === undefined || port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
