import path from 'node:path';
import { isSshDaemon, programOf } from './analysis/inferred-session.js';
import { type EndpointEvent, isProcessStart, isProgramStart } from './endpoint-event.js';
import { actionOf } from './event-facts.js';

/** Elastic's types of sessions that someone logged in to. */
const loginTypes: ReadonlySet<string> = new Set(['console', 'sshd', 'ssm', 'terminal']);

/** Programs that let several logins share a terminal. */
const multiplexers: readonly string[] = ['abduco', 'dtach', 'screen', 'tmate', 'tmux'];

/** Values that occur in events of logins, for finding their lines. */
export const loginValues: readonly string[] = [...loginTypes, 'sshd-session', 'dropbear'];

/** Names that occur in events of terminal multiplexers, for finding their lines. */
export const multiplexerNames: readonly string[] = multiplexers;

/** Whether an event is a login: the first process of its session, or a connection that the SSH daemon accepted. */
export function isLogin(event: EndpointEvent): boolean {
  return isLoginSession(event) || isLoginConnection(event);
}

/** Whether an event shows the first process of a session that someone logged in to. */
export function isLoginSession(event: EndpointEvent): boolean {
  const { process, entryLeader, entryType = '' } = event;
  return (
    isProcessStart(event) &&
    process.entityId !== undefined &&
    process.entityId === entryLeader.entityId &&
    loginTypes.has(entryType)
  );
}

export function isLoginConnection(event: EndpointEvent): boolean {
  return isSshDaemon(programOf(event.process)) && actionOf(event) === 'connection-in';
}

/** Whether an event starts a terminal multiplexer: it may attach to a session of another login. */
export function isMultiplexerStart(event: EndpointEvent): boolean {
  const program = programOf(event.process);
  return (
    program !== undefined &&
    multiplexers.includes(path.posix.basename(program)) &&
    isProgramStart(event)
  );
}
