import path from 'node:path';
import { count } from '../../report/units.js';
import type { AttachedLogin, ProcessContainer, Session } from '../case-sessions.js';
import type { InboundConnection, Job, JobFile } from '../job.js';
import { shortened } from './outline.js';
import { joined, type Labels, type Sentence, say, shortTime, value, words } from './sentence.js';

export const schedulerLabels: Labels<Job['scheduler']> = {
  cron: 'cron job',
  at: 'at job',
  systemd: 'systemd unit',
};

export const jobFileWords: Labels<JobFile['known']> = {
  'by-name': 'the job names it, or it is the crontab of its user',
  'by-time': 'the last such file that someone wrote before the job started',
};

export const attachedWords: Labels<AttachedLogin['known']> = {
  'by-command': 'it was seen to attach to the session',
  'by-login': 'it is a login of the same user before the match; whether it attached is not shown',
};

/** The shortest age of a session that a line mentions, in seconds: it may not be whose login it was. */
export const oldSession = 3600;

/**
 * Where a session came from, in a few words.
 *
 * @param service the program of the session's first process.
 */
export function sessionOrigin(session: Partial<Session>, service?: string | undefined): Sentence {
  const { age = 0, type } = session;
  const origin = placeOf(session, service);
  return age < oldSession || type === 'init'
    ? origin
    : say`${origin}${words(`, ${durationText(age)} before`)}`;
}

export function durationText(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  return hours < 48 ? count(hours, 'hour') : count(Math.floor(hours / 24), 'day');
}

function placeOf(
  { type, address, isInferred = false }: Partial<Session>,
  service: string | undefined,
): Sentence {
  if (type === undefined && address === undefined) return words('not shown');
  const kind =
    type === undefined
      ? words('session')
      : type === 'init'
        ? service === undefined
          ? words('no login: a service')
          : say`no login: service ${path.posix.basename(service)}`
        : sessionKind(type);
  const from = address === undefined ? kind : say`${kind} from ${address}`;
  return isInferred ? say`${from} (inferred)` : from;
}

/** The sessions that Elastic's entry types stand for. */
export const sessionKinds: ReadonlyMap<string, string> = new Map([
  ['sshd', 'SSH login'],
  ['ssm', 'Session Manager login'],
  ['terminal', 'terminal session'],
  ['container', 'container session'],
  ['init', 'service'],
  ['cron', 'scheduled job'],
]);

/** A session by its type: in words if there are any. */
export function sessionKind(type: string): Sentence {
  const kind = sessionKinds.get(type);
  return kind === undefined ? say`${type} session` : words(kind);
}

/** Who wrote a job, in a few words. */
export function jobOrigin({ scheduler, file }: Job): Sentence {
  const kind = words(schedulerLabels[scheduler]);
  if (file === undefined) return say`${kind}; unknown: the log does not show who wrote it`;
  const likely = words(file.known === 'by-time' ? ' (inferred)' : '');
  return say`${kind} ${file.path}${likely}; who wrote it: ${sessionOrigin(file.session ?? {})}`;
}

/** Who may have typed into a session, in a few words. */
export function attachedOrigin({
  known,
  type,
  address,
  command,
  user,
  time,
}: AttachedLogin): Sentence {
  const where = address ?? type;
  const from = where === undefined ? words('another login') : value(where);
  const how = command === undefined || known === 'by-login' ? [] : [shortened(command, 32)];
  const details = [...how, ...(user === undefined ? [] : [value(user)])];
  const suffix = details.length === 0 ? [] : say` (${joined(details, ', ')})`;
  const when = time === undefined ? [] : say` ${shortTime(time)}`;
  return known === 'by-login'
    ? say`then ${from}, logged in${when}, may have attached${suffix}`
    : say`then ${from} attached${when}${suffix}`;
}

/** A container, in a few words. */
export function containerOrigin({ id, name, image, pod, namespace }: ProcessContainer): Sentence {
  const place = [namespace, pod].flatMap((name) => (name === undefined ? [] : [value(name)]));
  const details = [
    ...(name === undefined ? [] : [shortened(id, 13)]),
    ...(image === undefined ? [] : [say`image ${image}`]),
    ...(place.length === 0 ? [] : [say`pod ${joined(place, '/')}`]),
  ];
  const container = say`container ${name ?? shortened(id, 13)}`;
  return details.length === 0 ? container : say`${container} (${joined(details, ', ')})`;
}

/** Where a request came from, in a few words. */
export function inboundOrigin({ address, program }: InboundConnection): Sentence {
  return say`request from ${address} to ${path.posix.basename(program)} (inferred)`;
}
