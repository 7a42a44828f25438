import path from 'node:path';
import { type EndpointEvent, isAlert, isProcessStart } from '../event/endpoint-event.js';
import { scriptOf } from '../event/init-commands.js';
import { isInitScript, serviceOf, windowMs } from '../filter/wanted.js';
import { relatedRule } from '../rule/related-rule.js';
import { benignChain } from './benign.js';
import { bootOf, type Draft } from './boot.js';
import type {
  Benign,
  Case,
  EventNumber,
  FileFact,
  HostCase,
  PlantedFile,
  Planter,
  Prevalence,
  Shown,
  Surrounding,
} from './case.js';
import { actionOf, Citations, kindOf } from './citations.js';
import { executionOf } from './execution.js';
import type { Gathering, HostEvents } from './gathering.js';
import { type DraftLink, defined, Processes } from './processes.js';
import { byTime, type EventRecord, eventKey, type MatchRecord } from './records.js';
import { nextSteps } from './steps.js';
import {
  isPersonal,
  matchesOf,
  mostFiles,
  mostHosts,
  planterKey,
  type SubjectFile,
  type SubjectHost,
  type Subjects,
} from './subjects.js';
import { type Family, surroundingsOf } from './surroundings.js';

/** Hosts that are named of those with the same file. */
const mostNamed = 20;

/** Addresses that steps are filled in with. */
const mostAddresses = 10;

/** Takes stock of what was gathered of each host with planted files. */
export function takeStock(subjects: Subjects, gathering: Gathering): readonly HostStock[] {
  return subjects.hosts().map((host) => new HostStock(host, subjects, gathering));
}

/**
 * Makes the case of what was gathered. The same events make the same case, in whatever order and files they came.
 *
 * @param hosts what {@link takeStock} returned when all was gathered.
 */
export function buildCase(
  hosts: readonly HostStock[],
  subjects: Subjects,
  gathering: Gathering,
): Case {
  const citations = new Citations();
  const everything = [...hosts.flatMap(({ records }) => records), ...gathering.elsewhere];
  const twins = new Twins(everything);
  const alerts = everything.filter(({ event }) => isAlert(event));
  const told = hosts.map((host) => host.tell(citations, twins, alerts, subjects, gathering));
  const events = citations.number(hosts.map(({ key }) => key));
  return {
    hosts: told,
    events,
    limits: {
      hosts: mostHosts,
      filesPerHost: mostFiles,
      eventsPerHost: gathering.eventsPerHost,
      matchesLeftOut: subjects.leftOut,
    },
  };
}

/**
 * Processes that the gathered events bring up and that have not been sought yet: those between a planter and its
 * session's first process, and those that the planted scripts ran as.
 */
export function furtherProcesses(hosts: readonly HostStock[]): Map<string, Set<string>> {
  return new Map(
    hosts.map(({ key, family }) => [key, new Set([...family.lineage, ...family.scripts])]),
  );
}

/** A planter's chain, with records in place of numbers. */
interface DraftPlanter {
  readonly match: MatchRecord;
  readonly links: readonly DraftLink[];
  /** From where the session came. */
  readonly above: readonly DraftLink[];
  readonly reachesEntry: boolean;
  readonly session: EventRecord | undefined;
}

/** One host of the case, as it is made. */
export class HostStock {
  readonly key: string;
  readonly records: readonly EventRecord[];
  readonly family: Family;
  readonly #host: SubjectHost;
  readonly #events: HostEvents;
  readonly #planters: ReadonlyMap<string, readonly DraftPlanter[]>;

  constructor(host: SubjectHost, subjects: Subjects, gathering: Gathering) {
    this.key = host.key;
    this.#host = host;
    this.#events = gathering.of(host.key);
    const matches = matchesOf(host);
    const unique = new Map(
      [...this.#events.records, ...matches].map((record) => [eventKey(record), record]),
    );
    this.records = [...unique.values()].sort(byTime);
    const processes = new Processes(this.records);
    this.#planters = new Map(
      [...host.files].map(([file, found]) => [file, plantersOf(found.matches, processes)]),
    );
    const planters = [...this.#planters.values()].flat();
    const chains = planters.filter(({ reachesEntry }) => reachesEntry);
    this.family = {
      lineage: new Set([
        ...subjects.sessionIds(host.key),
        ...chains.flatMap(({ links }) => links.flatMap(({ entityId }) => entityId ?? [])),
      ]),
      daemons: new Set(planters.flatMap(daemonOf)),
      times: matches.flatMap(({ event }) => event.milliseconds ?? []),
      scripts: this.#scriptProcesses(),
      originals: new Set(matches.flatMap(({ event }) => event.file.originalPath ?? [])),
    };
  }

  /** Tells what is known of the host, and cites the events that show it. */
  tell(
    citations: Citations,
    twins: Twins,
    alerts: readonly EventRecord[],
    subjects: Subjects,
    gathering: Gathering,
  ): HostCase {
    const shown = (records: readonly EventRecord[]): readonly EventNumber[] =>
      citations.cite(...records);
    const drafts = [...this.#host.files].map(([file, found]) =>
      this.#fileDraft(file, found, shown, twins, gathering),
    );
    const planted = this.records.filter(({ event }) => this.#host.files.has(event.file.path ?? ''));
    const { told: surroundings, leftOut } = surroundingsOf(
      this.key,
      [...this.records, ...this.#concerning(alerts)].sort(byTime),
      new Set([...drafts.flatMap(({ told }) => told), ...planted]),
      this.family,
    );
    const steps = stepsOf(surroundings);
    const { name, id } = matchesOf(this.#host)[0]?.event.host ?? {};
    const { coverage, isCut } = this.#events;
    const processesLeftOut = subjects.processesLeftOut(this.key);
    return {
      ...defined({ name, id }),
      files: drafts.map((draft) => ({ ...draft.file, steps: steps(draft) })),
      surroundings: surroundings.map((draft): Surrounding => cited(draft, shown(draft.records))),
      surroundingsLeftOut: leftOut,
      matchesLeftOut: this.#host.leftOut,
      processesLeftOut,
      coverage,
      isCut: isCut || processesLeftOut > 0,
    };
  }

  /** Those alerts of other hosts that are of a user who planted a file here, at about that time. */
  #concerning(alerts: readonly EventRecord[]): readonly EventRecord[] {
    const personal = matchesOf(this.#host).filter(({ event }) => isPersonal(event.user.name));
    return alerts.filter(
      ({ host, event }) =>
        host !== this.key &&
        personal.some(
          ({ event: match }) =>
            match.user.name === event.user.name &&
            Math.abs((match.milliseconds ?? 0) - (event.milliseconds ?? 0)) <= windowMs,
        ),
    );
  }

  #fileDraft(
    file: string,
    { matches, leftOut }: SubjectFile,
    shown: (records: readonly EventRecord[]) => readonly EventNumber[],
    twins: Twins,
    gathering: Gathering,
  ): FileDraft {
    const cite = <T extends Shown>(draft: Draft<T>): T => cited(draft, shown(draft.records));
    const boot = bootOf(file, matches, this.records);
    const hasProcessEvents = this.#events.coverage.process !== undefined;
    const execution = executionOf(file, matches, this.records, hasProcessEvents);
    const planters = this.#planters.get(file) ?? [];
    const prevalence = {
      name: twins.sameName(file, matches, gathering.initHosts),
      ...defined({ hash: twins.sameHash(matches, gathering.initHosts) }),
    };
    const benign = [
      ...distinctReasons(
        planters.flatMap(({ links, above, session }) => benignChain(links, above, session)),
      ),
      ...onMostHosts(prevalence),
    ];
    const programs = planters.flatMap(({ links }) => links.flatMap(programStarts));
    return {
      matches,
      told: [...boot.reasons, ...execution.evidence]
        .flatMap(({ records }) => records)
        .concat(programs),
      file: {
        path: file,
        service: serviceOf(file),
        events: shown(matches),
        matchesLeftOut: leftOut,
        facts: factsOf(file, this.records).map(cite),
        prevalence: {
          name: cite(prevalence.name),
          ...(prevalence.hash === undefined ? {} : { hash: cite(prevalence.hash) }),
        },
        boot: { ...boot, reasons: boot.reasons.map(cite) },
        execution: { ...execution, evidence: execution.evidence.map(cite) },
        planters: planters.map((planter) => planterOf(planter, shown)),
        benign: benign.map(cite),
      },
    };
  }

  /** Entity ids of the processes that the planted scripts ran as, since they were planted. */
  #scriptProcesses(): ReadonlySet<string> {
    const planted = [...this.#host.files].map(([file, { matches }]): [string, number] => [
      file,
      matches[0]?.event.milliseconds ?? -Infinity,
    ]);
    const since = new Map(planted);
    return new Set(
      this.records.flatMap(({ event }) => {
        if (!isProcessStart(event)) return [];
        const from = since.get(scriptOf(event.process) ?? '');
        const ran = from !== undefined && (event.milliseconds ?? Infinity) >= from;
        return ran ? (event.process.entityId ?? []) : [];
      }),
    );
  }
}

/** A planted file, complete but for the steps. */
interface FileDraft {
  readonly matches: readonly MatchRecord[];
  /** What is told of it in full, and is no surrounding. */
  readonly told: readonly EventRecord[];
  readonly file: Omit<PlantedFile, 'steps'>;
}

/** A statement with the numbers of the events that show it, in place of these. */
function cited<T extends Shown>(
  { records: _, ...rest }: Draft<T>,
  events: readonly EventNumber[],
): T {
  return { ...rest, events } as unknown as T;
}

function plantersOf(
  matches: readonly MatchRecord[],
  processes: Processes,
): readonly DraftPlanter[] {
  const planters = new Map<string, DraftPlanter>();
  for (const match of matches) {
    const who = planterKey(match);
    if (planters.has(who)) continue;
    const { links, above, leader } = processes.chain(match);
    const last = links.at(-1);
    planters.set(who, {
      match,
      links,
      above,
      reachesEntry: leader !== undefined && last?.entityId === leader,
      session: processes.sessionRecord(match, links, leader),
    });
  }
  return [...planters.values()];
}

/** The session's first process, where init started it: a daemon does more than plant files. */
function daemonOf({ links, session }: DraftPlanter): string | [] {
  const leader = links.find(({ role }) => role === 'entry-leader')?.entityId;
  return session?.event.entryType === 'init' && leader !== undefined ? leader : [];
}

/** The events of a link's own by which it is told. */
function programStarts({ entityId, records }: DraftLink): readonly EventRecord[] {
  return records.filter(
    ({ event }) => event.categories.includes('process') && event.process.entityId === entityId,
  );
}

function planterOf(
  { match, links, reachesEntry, session }: DraftPlanter,
  shown: (records: readonly EventRecord[]) => readonly EventNumber[],
): Planter {
  return {
    events: shown([match]),
    chain: links.map(({ records, ...link }) => ({ ...link, events: shown(records) })),
    reachesEntry,
    ...(session === undefined
      ? {}
      : {
          session: {
            ...defined({ type: session.event.entryType, address: session.event.entryAddress }),
            events: shown([session]),
          },
        }),
  };
}

/** The fields that tell something of the file itself. */
const fileFields = {
  owner: 'owner',
  group: 'group',
  mode: 'mode',
  sha256: 'sha256',
  size: 'size',
  entropy: 'entropy',
  headerBytes: 'header-bytes',
} as const;

/** What the host's events tell of a file, each value once. */
function factsOf(file: string, records: readonly EventRecord[]): readonly Draft<FileFact>[] {
  const facts = new Map<string, Draft<FileFact>>();
  const note = (fact: FileFact['fact'], value: string | undefined, record: EventRecord): void => {
    if (value === undefined) return;
    const key = `${fact} ${value}`;
    facts.set(key, { fact, value, records: [...(facts.get(key)?.records ?? []), record] });
  };
  for (const record of records) {
    const { event } = record;
    const isOfFile = event.file.path === file || event.file.originalPath === file;
    if (!isOfFile || !event.categories.includes('file')) continue;
    const time = event.time ?? '';
    const kind = actionOf(event);
    if (event.file.path !== file) note('deleted', time, record);
    else if (kind === 'file-created') note('created', time, record);
    else if (kind === 'file-renamed') note('renamed', time, record);
    else if (kind === 'file-changed') note('changed', time, record);
    else if (kind === 'file-deleted') note('deleted', time, record);
    if (event.file.path !== file) continue;
    note('renamed-from', event.file.originalPath, record);
    for (const [field, fact] of Object.entries(fileFields)) {
      note(fact, event.file[field as keyof typeof fileFields], record);
    }
    if (record.isRelated) note('related-rule', relatedRule.name, record);
  }
  return [...facts.values()];
}

/** Who else has a file: by its name among init scripts, and by its contents. */
class Twins {
  readonly #byName = new Map<string, Map<string, EventRecord>>();
  readonly #byHash = new Map<string, Map<string, EventRecord>>();

  /** @param records in any order: of each host the first event in time is taken. */
  constructor(records: readonly EventRecord[]) {
    for (const record of records.toSorted(byTime)) {
      const { file, categories } = record.event;
      if (!categories.includes('file') || kindOf(record.event) === 'file-deleted') continue;
      const name = isInitScript(record.event) ? path.posix.basename(file.path ?? '') : undefined;
      noteTwin(this.#byName, name, record);
      noteTwin(this.#byHash, file.sha256, record);
    }
  }

  sameName(file: string, matches: readonly MatchRecord[], of: number): Draft<Prevalence> {
    return prevalence(this.#byName.get(path.posix.basename(file)), matches, of);
  }

  sameHash(matches: readonly MatchRecord[], of: number): Draft<Prevalence> | undefined {
    const last = matches.findLast(({ event }) => event.file.sha256 !== undefined);
    const hash = last?.event.file.sha256;
    return hash === undefined ? undefined : prevalence(this.#byHash.get(hash), matches, of);
  }
}

function noteTwin(
  index: Map<string, Map<string, EventRecord>>,
  key: string | undefined,
  record: EventRecord,
): void {
  if (key === undefined) return;
  const hosts = index.get(key) ?? new Map<string, EventRecord>();
  if (!hosts.has(record.host)) hosts.set(record.host, record);
  index.set(key, hosts);
}

/** @param matches the events of the file itself, whose host is named first. */
function prevalence(
  twins: ReadonlyMap<string, EventRecord> = new Map(),
  matches: readonly MatchRecord[],
  of: number,
): Draft<Prevalence> {
  const [own] = matches;
  const others = [...twins].filter(([host]) => host !== own?.host).map(([, record]) => record);
  const records = [...(own === undefined ? [] : [own]), ...others];
  const named = records.slice(0, mostNamed);
  return {
    hosts: named.map(({ event }) => event.host.name ?? event.host.id ?? ''),
    count: records.length,
    of: Math.max(of, records.length),
    records: named,
  };
}

/** Hosts from which on most of them tells anything. */
const fewestHosts = 3;

function onMostHosts({
  name,
  hash,
}: {
  name: Draft<Prevalence>;
  hash?: Draft<Prevalence>;
}): Draft<Benign>[] {
  const told = hash ?? name;
  const isCommon = told.of >= fewestHosts && told.count * 2 > told.of;
  const value = `${told.count} of ${told.of}`;
  return isCommon ? [{ reason: 'on-most-hosts', value, records: told.records }] : [];
}

function distinctReasons(reasons: readonly Draft<Benign>[]): readonly Draft<Benign>[] {
  return [
    ...new Map(reasons.map((reason) => [`${reason.reason} ${reason.value}`, reason])).values(),
  ];
}

/** The other end of a connection, where that is another host. */
function remoteOf(event: EndpointEvent): string[] {
  const { address } = kindOf(event) === 'connection-in' ? event.source : event.destination;
  return address === undefined || /^(?:127\.|::1$|0\.0\.0\.0$|::$)/.test(address) ? [] : [address];
}

/** Makes the steps for a planted file, with the addresses that its session or its script talked to. */
function stepsOf(
  surroundings: readonly Draft<Surrounding>[],
): (draft: FileDraft) => PlantedFile['steps'] {
  const addresses = surroundings
    .filter(({ what, relation }) => what === 'connection' && relation !== 'user')
    .flatMap(({ records }) => records.flatMap(({ event }) => remoteOf(event)));
  return ({ matches, file }) => {
    const last = matches.at(-1)?.event;
    return nextSteps({
      path: file.path,
      name: path.posix.basename(file.path),
      service: file.service,
      addresses: [...new Set(addresses)].slice(0, mostAddresses),
      ...defined({
        host: last?.host.name ?? last?.host.id,
        user: last?.user.name,
        userId: last?.user.id,
        sha256: matches.findLast(({ event }) => event.file.sha256)?.event.file.sha256,
        executable: last?.process.executable,
        commandLine: last?.process.commandLine,
        pid: last?.process.pid,
        originalPath: last?.file.originalPath,
      }),
    });
  };
}
