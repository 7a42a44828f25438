import type { RelatedActivity } from './activity.js';
import type { HostSession } from './case-sessions.js';

/**
 * What the sessions that planted a file did, or a script of its path. What cannot be told apart is taken for theirs.
 *
 * @param sessions those of the host.
 */
export function ownActivity<
  Activity extends Pick<RelatedActivity, 'relation' | 'script' | 'session'>,
>(
  file: string,
  sessions: readonly Pick<HostSession, 'files' | 'number'>[],
  activities: readonly Activity[],
): readonly Activity[] {
  const numbers = numbersOf(file, sessions);
  return activities.filter(({ relation, session, script }) => {
    if (relation === 'script') return script === undefined || script === file;
    if (relation !== 'lineage') return true;
    return session === undefined || numbers.has(session.number);
  });
}

/** Of what sessions did, what those did that planted a file. What cannot be told apart is taken for theirs. */
export function ofSessions<Deed extends { readonly session?: number | undefined }>(
  file: string,
  sessions: readonly Pick<HostSession, 'files' | 'number'>[],
  deeds: readonly Deed[],
): readonly Deed[] {
  const numbers = numbersOf(file, sessions);
  return deeds.filter(({ session }) => session === undefined || numbers.has(session));
}

function numbersOf(
  file: string,
  sessions: readonly Pick<HostSession, 'files' | 'number'>[],
): ReadonlySet<number> {
  return new Set(sessions.filter(({ files }) => files.includes(file)).map(({ number }) => number));
}
