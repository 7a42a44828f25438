import path from 'node:path';
import { initCommands } from '../../lead/init-commands.js';
import { base, invocationOf, resolve, trustedArgs } from '../../lead/invocation.js';
import { redirectionTargets, shellCommands, shellCommandText } from '../../lead/shell-text.js';
import { writtenFiles } from '../../lead/written-files.js';
import type { PersistentChange, RelatedActivity } from '../activity.js';
import type { ProcessFacts } from '../endpoint-event.js';
import type { EventRecord } from '../event-record.js';
import { isPersistence, persistenceKind } from '../persistence.js';
import { unitOf } from '../units.js';

/** Options of crontab(1) and at(1) that only list or remove jobs. */
const onlyManages = /^-[^-]*[lrcdqV]/;

/** Programs that take jobs from their standard input or a file. */
const schedulerTools: ReadonlySet<string> = new Set(['at', 'batch', 'crontab']);

/**
 * The commands of the sessions and scripts that set up another way to run or return, with what they set up: many of them
 * leave no file event, for sensors see no file that is appended to, and no link. Left out is what a file activity already
 * shows, and what the planted files are.
 *
 * @param planted the paths of the planted files.
 */
export function withPersistentChanges(
  activities: readonly RelatedActivity<EventRecord>[],
  planted: ReadonlySet<string>,
): readonly RelatedActivity<EventRecord>[] {
  const known = new Set([...planted, ...activities.map(({ subject }) => subject)]);
  const units = new Set([...planted].map(unitOf));
  const files = new Set([...known].map((file) => base(file)));
  const isNew = ({ kind, target }: PersistentChange): boolean =>
    kind === 'service' ? !units.has(target) && !files.has(target) : !known.has(target);
  return activities.map((activity) => {
    const { what, relation, events } = activity;
    const process = events[0]?.event.process;
    if (what !== 'command' || process === undefined) return activity;
    if (relation !== 'lineage' && relation !== 'script') return activity;
    const setsUp = persistentChanges(process).find(isNew);
    return setsUp === undefined ? activity : { ...activity, setsUp };
  });
}

/** What a command sets up that lasts, according to its arguments. */
export function persistentChanges(process: ProcessFacts): readonly PersistentChange[] {
  const { workingDirectory } = process;
  const { tool, rest } = invocationOf(trustedArgs(process));
  const text = shellCommandText(tool, rest);
  const services = initCommands(process)
    .filter(({ kind }) => kind === 'enable')
    .map(({ target }): PersistentChange => ({ kind: 'service', target: unitOf(target) }));
  if (text === undefined) return [...services, ...changesBy(tool, rest, workingDirectory)];
  return [
    ...services,
    ...redirectionTargets(text, workingDirectory).flatMap(changeOf),
    ...shellCommands(text, workingDirectory).flatMap((command) => {
      const inner = invocationOf(command.args);
      return changesBy(inner.tool, inner.rest, command.workingDirectory);
    }),
  ];
}

function changesBy(
  tool: string,
  args: readonly string[],
  workingDirectory: string | undefined,
): readonly PersistentChange[] {
  if (schedulerTools.has(tool)) {
    if (args.some((arg) => onlyManages.test(arg))) return [];
    return [{ kind: 'cron', target: tool === 'crontab' ? 'crontab' : 'at' }];
  }
  return writtenFiles(tool, args, (file) => resolve(workingDirectory, file)).flatMap(
    ({ path: file }) => changeOf(file),
  );
}

function changeOf(file: string): readonly PersistentChange[] {
  const target = path.posix.normalize(file);
  const kind = persistenceKind(target);
  return kind === undefined || !isPersistence(kind) ? [] : [{ kind, target }];
}
