import type { Session } from '../case-sessions.js';
import type { InboundConnection, Job, JobFile } from '../job.js';
import { type Labels, type Sentence, say, words } from './sentence.js';

export const schedulerLabels: Labels<Job['scheduler']> = {
  cron: 'cron job',
  at: 'at job',
  systemd: 'systemd unit',
};

export const jobFileWords: Labels<JobFile['known']> = {
  'by-name': 'the job names it, or it is the crontab of its user',
  'by-time': 'the last such file that someone wrote before the job started',
};

/** Where a session came from, in a few words. */
export function sessionOrigin({ type, address, isInferred = false }: Partial<Session>): Sentence {
  if (type === undefined && address === undefined) return words('not shown');
  const kind =
    type === undefined
      ? words('session')
      : say`${type}${words(type === 'init' ? ' (no login)' : '')}`;
  const from = address === undefined ? kind : say`${kind} from ${address}`;
  return isInferred ? say`${from} (inferred)` : from;
}

/** Who wrote a job, in a few words. */
export function jobOrigin({ scheduler, file }: Job): Sentence {
  const kind = words(schedulerLabels[scheduler]);
  if (file === undefined) return say`${kind}; unknown: the log does not show who wrote it`;
  const likely = words(file.known === 'by-time' ? ' (inferred)' : '');
  return say`${kind} ${file.path}${likely}, which came from ${sessionOrigin(file.session ?? {})}`;
}

/** Where a request came from, in a few words. */
export function inboundOrigin({ address, program }: InboundConnection): Sentence {
  return say`request from ${address} to ${program} just before (inferred)`;
}
