import path from 'node:path';
import { timeOf } from '../../event/time.js';
import type { AttachedLogin } from '../case-sessions.js';
import type { EndpointEvent } from '../endpoint-event.js';
import { commandOf, userOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import { isLoginSession, isMultiplexerStart, multiplexerNames } from '../logins.js';
import { programOf } from './inferred-session.js';
import type { ProcessChain } from './processes.js';

/** Logins of the same user that are named if none is seen to attach, the last ones. */
const maxLogins = 3;

/** Commands of multiplexers that only list, or begin something of their own. */
const listsOnly = /^(?:has(?:-session)?|info|kill-\S+|list-\S+|ls|show\S*|start(?:-server)?)$/;
const beginsOwn = /^new(?:-session)?$/;

/** Options of screen, dtach and abduco by which they attach to a session, or send keys to it. */
const attaching = /^-[A-Za-z]*[aAdDpRrxX]/;

/**
 * Who may have typed into a terminal that several logins can share: those who attached to the multiplexer of a chain
 * before the match, or if none is seen to, other logins of its user since it started.
 *
 * @param records the host's events, in order of time.
 */
export function attachedLogins(
  { links, match }: Pick<ProcessChain, 'links' | 'match'>,
  records: readonly EventRecord[],
): readonly AttachedLogin<EventRecord>[] {
  const at = links.findLastIndex((link) => multiplexerOf(programOf(link)) !== undefined);
  const shared = links[at];
  if (shared === undefined) return [];
  const own = new Set(links.slice(at).flatMap(({ entityId }) => entityId ?? []));
  const tool = multiplexerOf(programOf(shared));
  const end = match.event.milliseconds ?? Infinity;
  const start = timeOf(shared.start ?? '') ?? -Infinity;
  const others = records.filter(({ event }) => {
    const { milliseconds = Infinity, entryLeader } = event;
    const isOther = entryLeader.entityId !== undefined && !own.has(entryLeader.entityId);
    const isSameUser = shared.user === undefined || mayAttach(event, shared.user);
    return isOther && isSameUser && milliseconds >= start && milliseconds <= end;
  });
  const attached = others.filter(
    ({ event }) =>
      isMultiplexerStart(event) &&
      multiplexerOf(programOf(event.process)) === tool &&
      isAttaching(event),
  );
  const shown = attached.length > 0 ? attached : others.filter(isLogin).slice(-maxLogins);
  const logins = shown.map((record): AttachedLogin<EventRecord> => {
    const { event } = record;
    const leader = records.find(
      (one) => isLogin(one) && one.event.process.entityId === event.entryLeader.entityId,
    );
    return {
      known: attached.length > 0 ? 'by-command' : 'by-login',
      type: event.entryType,
      address: event.entryAddress ?? leader?.event.entryAddress,
      user: userOf(event),
      command: commandOf(event),
      time: event.time,
      events: leader === undefined || leader === record ? [record] : [leader, record],
    };
  });
  return [
    ...new Map(logins.map((login) => [`${login.address} ${login.user}`, login] as const)).values(),
  ];
}

function isLogin({ event }: EventRecord): boolean {
  return isLoginSession(event);
}

/** Only the user of a multiplexer, and root, can attach to it. */
function mayAttach(event: EndpointEvent, user: string): boolean {
  const other = userOf(event);
  return other === undefined || other === user || other === 'root' || other === '0';
}

function multiplexerOf(program: string | undefined): string | undefined {
  const name = path.posix.basename(program ?? '').toLowerCase();
  return multiplexerNames.find((known) => name === known || name.startsWith(`${known}:`));
}

function isAttaching({ process: { args } }: EndpointEvent): boolean {
  const [program = '', ...rest] = args;
  const operands = rest.filter((arg) => !arg.startsWith('-'));
  if (/^(?:tmux|tmate)/.test(path.posix.basename(program))) {
    // Of the options before the command, some have a value.
    if (rest.includes('-A')) return true;
    return (
      operands.length > 0 && !operands.some((word) => listsOnly.test(word) || beginsOwn.test(word))
    );
  }
  return rest.some((arg) => attaching.test(arg));
}
