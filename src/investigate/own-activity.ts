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
  const numbers = new Set(
    sessions.filter(({ files }) => files.includes(file)).map(({ number }) => number),
  );
  return activities.filter(({ relation, session, script }) => {
    if (relation === 'script') return script === undefined || script === file;
    if (relation !== 'lineage') return true;
    return session === undefined || numbers.has(session.number);
  });
}
