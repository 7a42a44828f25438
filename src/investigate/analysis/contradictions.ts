import path from 'node:path';
import type { RelatedActivity } from '../activity.js';
import type { ChainLink, PlantedFile } from '../case.js';
import type { EventRecord } from '../event-record.js';
import { type Contradiction, isDeployment } from '../harmlessness.js';
import type { MovedProgram } from '../mentioned.js';
import { isPersistence } from '../persistence.js';
import { isStartedBySystemd } from '../system-manager.js';
import { isPublicAddress } from './address.js';
import { isTold, ownsPackages } from './package-chain.js';
import { isMajority } from './prevalence.js';

/** What is known of a file when it is judged. */
type JudgedFile = Pick<
  PlantedFile<EventRecord>,
  'benign' | 'events' | 'execution' | 'planters' | 'prevalence'
>;

/** Maximum number of deeds of the session that are named. */
const maxDeeds = 5;

/** Ways to stay that an administrator rarely sets up together with an init script. */
const conspicuous: ReadonlySet<RelatedActivity['what']> = new Set([
  'alert',
  'authorized-keys',
  'ld-so-preload',
]);

/** Files whose removal hides what was done. */
const traces = /^\/var\/log\/|\/\.?\w*_history$|^\/(?:var\/)?run\/utmp$/;

/** What speaks against a file's harmlessness, the most telling first. */
export function contradictions(
  file: JudgedFile,
  otherWriters: readonly EventRecord[],
  surroundings: readonly RelatedActivity<EventRecord>[],
  moved: readonly MovedProgram<EventRecord>[] = [],
): readonly Contradiction<EventRecord>[] {
  const isDeployed = file.benign.some(isDeployment);
  return [
    ...containerEscape(file),
    ...differentWriter(file, otherWriters),
    ...spread(file),
    ...packageManagerTold(file),
    ...oddProcesses(file),
    ...publicSession(file),
    ...deedsOfSession(surroundings),
    ...(isDeployed ? [] : [...replacedPrograms(moved), ...otherPersistence(surroundings)]),
  ];
}

/** A session in a container wrote the file, and the host's own service manager ran it. */
export function containerEscape({
  planters,
  execution,
}: Pick<JudgedFile, 'planters' | 'execution'>): readonly Contradiction<EventRecord>[] {
  const session = planters.find(({ session: some }) => some?.type === 'container')?.session;
  const run = execution.evidence.find(
    ({ evidence, events }) =>
      evidence === 'process' &&
      events.some(({ event }) => event.entryType !== 'container' && isStartedBySystemd(event)),
  );
  if (session === undefined || run === undefined) return [];
  const events = [...session.events, ...run.events];
  return [{ against: 'container-escape', value: run.value, events }];
}

/** Files of the same name are common, but another program wrote all the others. */
function differentWriter(
  { events }: JudgedFile,
  others: readonly EventRecord[],
): readonly Contradiction<EventRecord>[] {
  const last = events.at(-1);
  const own = programOf(last);
  const theirs = others.filter((record) => programOf(record) !== '');
  const [first] = theirs;
  const isOther = theirs.every((record) => programOf(record) !== own);
  if (last === undefined || own === '' || first === undefined || theirs.length < 2 || !isOther) {
    return [];
  }
  const value = first.event.process.executable ?? '';
  return [{ against: 'different-writer', value, events: [last, ...theirs] }];
}

/** A program's name without its version. */
function programOf(record: EventRecord | undefined): string {
  return path.posix.basename(record?.event.process.executable ?? '').replace(/[\d.]+$/, '');
}

/** Several hosts have the same contents: not enough of them for a deployment, or by somebody from the internet. */
function spread({
  planters,
  prevalence: { hash },
}: JudgedFile): readonly Contradiction<EventRecord>[] {
  if (hash === undefined || hash.count < 2) return [];
  const isPublic = planters.some(({ session }) => isPublicAddress(session?.address ?? ''));
  if (isMajority(hash) && !isPublic) return [];
  const value = hash.events.find(({ event }) => event.file.sha256)?.event.file.sha256 ?? '';
  return [{ against: 'spread', value, events: hash.events }];
}

/** A package manager that runs what its arguments say. */
function packageManagerTold({ planters }: JudgedFile): readonly Contradiction<EventRecord>[] {
  return planters
    .flatMap(({ chain }) => chain)
    .filter((link) => ownsPackages(link) && isTold(link))
    .slice(0, 1)
    .map(({ commandLine = '', events }) => ({
      against: 'package-manager-told',
      value: commandLine,
      events,
    }));
}

/** What is unusual about a process wherever it is: programs in temporary directories may be a package's. */
const telling: ReadonlySet<ChainLink['odd'][number]> = new Set([
  'false-name',
  'memfd',
  'shell-of-service',
]);

/** The processes of a chain that are what attacks look like. */
function oddProcesses({ planters }: JudgedFile): readonly Contradiction<EventRecord>[] {
  const links = new Map(
    planters
      .flatMap(({ chain }) => chain)
      .filter(({ odd }) => odd.some((one) => telling.has(one)))
      .map((link) => [link.commandLine ?? link.executable ?? '', link] as const),
  );
  return [...links]
    .slice(0, maxDeeds)
    .map(([value, { events }]) => ({ against: 'odd-process', value, events }));
}

function publicSession({ planters }: JudgedFile): readonly Contradiction<EventRecord>[] {
  const found = planters.flatMap(({ session, attached = [] }) => [
    ...(session === undefined ? [] : [session]),
    ...attached,
  ]);
  const addresses = new Map(found.map((session) => [session.address ?? '', session]));
  return [...addresses]
    .filter(([address]) => isPublicAddress(address))
    .map(([value, { events }]) => ({ against: 'public-address', value, events }));
}

/** What the session did that an attacker does. */
function deedsOfSession(
  surroundings: readonly RelatedActivity<EventRecord>[],
): readonly Contradiction<EventRecord>[] {
  return surroundings
    .filter(
      ({ what, subject, relation }) =>
        (relation === 'lineage' || relation === 'script') &&
        (conspicuous.has(what) || (what === 'file-deleted' && traces.test(subject))),
    )
    .slice(0, maxDeeds)
    .map(({ what, subject, session, events }) => ({
      against: 'deed-of-session',
      deed: what,
      session: session?.number,
      value: subject,
      events,
    }));
}

/** The programs of the system that the session put others in the place of. */
function replacedPrograms(
  moved: readonly MovedProgram<EventRecord>[],
): readonly Contradiction<EventRecord>[] {
  return moved
    .filter(({ isReplaced }) => isReplaced)
    .slice(0, maxDeeds)
    .map(({ path: value, session, events }) => ({
      against: 'deed-of-session',
      deed: 'moved-program',
      session,
      value,
      events,
    }));
}

/** Other ways to run or return that the session set up, by files and by commands. Temporary files are none. */
function otherPersistence(
  surroundings: readonly RelatedActivity<EventRecord>[],
): readonly Contradiction<EventRecord>[] {
  return surroundings
    .filter(({ relation }) => relation === 'lineage' || relation === 'script')
    .flatMap(({ what, subject, session, setsUp, partOf, events }): Contradiction<EventRecord>[] => {
      const isFile = isPersistence(what) && !conspicuous.has(what) && partOf === undefined;
      if (!isFile && setsUp === undefined) return [];
      const { kind, target } = setsUp ?? { kind: what, target: subject };
      const { number } = session ?? {};
      return [{ against: 'deed-of-session', deed: kind, session: number, value: target, events }];
    })
    .slice(0, maxDeeds);
}
