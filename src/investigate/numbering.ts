import type { Case, CaseEvent, ChainLink, HostCase, PlantedFile } from './case.js';
import { actorOf, isProcess, kindOf, subjectOf, userOf } from './event-facts.js';
import { byTime, compare, type EventRecord, eventKey } from './event-record.js';
import type { FileGroup } from './file-groups.js';
import type { Job } from './job.js';
import type { EventNumber, Shown } from './shown.js';

/** Maximum number of events that a statement cites: the first ones. */
const maxPerStatement = 20;

/**
 * Numbers the events that a case cites, and replaces the records with their numbers.
 *
 * Numbers ascend by host, then by time. An event that is in several exports gets one number.
 *
 * @param hostKeys the keys of the case's hosts, in its order; events of other hosts come last.
 * @param onNumbered called with the record of each event that the case cites.
 */
export function numberEvents(
  { hosts, groups, leftOut, limits }: Omit<Case<EventRecord>, 'events'>,
  hostKeys: readonly string[],
  onNumbered: (number: EventNumber, record: EventRecord) => void = () => {},
): Case {
  const cited = new Map<string, EventRecord>();
  const cite: MapReferences<EventRecord, EventRecord> = (records) => {
    const first = firstEvents(records);
    for (const record of first) cited.set(eventKey(record), record);
    return first;
  };
  // The copies that this makes are dropped: the case with records and the one with numbers are large enough.
  for (const host of hosts) mapHost(host, cite);
  for (const group of groups) mapGroup(group, cite);
  const order = new Map(hostKeys.map((key, at) => [key, at]));
  const rank = ({ host }: EventRecord): number => order.get(host) ?? hostKeys.length;
  const sorted = [...cited.values()].sort(
    (one, other) => rank(one) - rank(other) || byTime(one, other),
  );
  for (const [at, record] of sorted.entries()) onNumbered(at + 1, record);
  const numbers = new Map(sorted.map((record, at) => [eventKey(record), at + 1]));
  const number: MapReferences<EventRecord, EventNumber> = (records) =>
    firstEvents(records)
      .map((record) => numbers.get(eventKey(record)) ?? 0)
      .sort(compare);
  return {
    hosts: hosts.map((host) => mapHost(host, number)),
    events: sorted.map((record, at) => caseEvent(record, at + 1, order.get(record.host))),
    groups: groups.map((group) => mapGroup(group, number)),
    leftOut,
    limits,
  };
}

/** The first events by time, without duplicates. */
function firstEvents(records: readonly EventRecord[]): readonly EventRecord[] {
  const distinct = new Map(records.map((record) => [eventKey(record), record]));
  return [...distinct.values()].sort(byTime).slice(0, maxPerStatement);
}

type MapReferences<From, To> = (events: readonly From[]) => readonly To[];

/** Replaces the references in each statement about a host. */
function mapHost<From, To>(host: HostCase<From>, map: MapReferences<From, To>): HostCase<To> {
  const shown = mapShown(map);
  return {
    ...host,
    files: host.files.map((file) => mapFile(file, map)),
    sessions: host.sessions.map(shown),
    addresses: host.addresses.map((fact) => ({ ...shown(fact), hops: fact.hops.map(shown) })),
    surroundings: host.surroundings.map(shown),
    excludedScripts: host.excludedScripts?.map(shown),
    mentioned: host.mentioned?.map(shown),
    moved: host.moved?.map(shown),
    restarts: host.restarts?.map((restart) => ({
      ...shown(restart),
      programs: restart.programs.map(shown),
    })),
  };
}

function mapGroup<From, To>(group: FileGroup<From>, map: MapReferences<From, To>): FileGroup<To> {
  const shown = mapShown(map);
  return { ...shown(group), deviations: group.deviations.map(shown) };
}

function mapFile<From, To>(file: PlantedFile<From>, map: MapReferences<From, To>): PlantedFile<To> {
  const shown = mapShown(map);
  const { leads, facts, prevalence, boot, execution, planters, benign, against, earlier, copies } =
    file;
  return {
    ...shown(file),
    leads: leads?.map(shown),
    earlier: earlier && shown(earlier),
    copies: copies?.map(shown),
    facts: facts.map(shown),
    prevalence: {
      name: shown(prevalence.name),
      hash: prevalence.hash && shown(prevalence.hash),
    },
    boot: { ...boot, reasons: boot.reasons.map(shown) },
    execution: { ...execution, evidence: execution.evidence.map(shown) },
    planters: planters.map((creator) => ({
      ...shown(creator),
      chain: creator.chain.map((link) => mapLink(link, map)),
      session: creator.session && shown(creator.session),
      container: creator.container && shown(creator.container),
      earlier: creator.earlier?.map(shown),
      job: creator.job && mapJob(creator.job, map),
      attached: creator.attached?.map(shown),
      inbound: creator.inbound && shown(creator.inbound),
    })),
    benign: benign.map(shown),
    against: against?.map(shown),
  };
}

function mapJob<From, To>(job: Job<From>, map: MapReferences<From, To>): Job<To> {
  const shown = mapShown(map);
  const { file } = job;
  return {
    ...shown(job),
    file: file && {
      ...shown(file),
      chain: file.chain.map((link) => mapLink(link, map)),
      session: file.session && shown(file.session),
    },
  };
}

function mapLink<From, To>(link: ChainLink<From>, map: MapReferences<From, To>): ChainLink<To> {
  const shown = mapShown(map);
  return { ...shown(link), sameId: link.sameId && shown(link.sameId) };
}

function mapShown<From, To>(
  map: MapReferences<From, To>,
): <S extends Shown<From>>(statement: S) => Omit<S, 'events'> & Shown<To> {
  return (statement) => ({ ...statement, events: map(statement.events) });
}

function caseEvent(record: EventRecord, number: number, host: number | undefined): CaseEvent {
  const { event, place, index, id } = record;
  const what = kindOf(event);
  return {
    number,
    time: event.time,
    host,
    hostName: event.host.name ?? event.host.id,
    what,
    subject: subjectOf(what, event),
    from: what === 'file-renamed' ? event.file.originalPath : undefined,
    by: isProcess(what) ? undefined : actorOf(event),
    user: userOf(event),
    place,
    index,
    id,
  };
}
