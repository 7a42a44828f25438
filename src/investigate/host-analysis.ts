import path from 'node:path';
import { executedFile, initScriptPath } from '../lead/invocation.js';
import { isLoopback } from './analysis/address.js';
import type { AddressIndex } from './analysis/addresses.js';
import { benignReasons } from './analysis/benign.js';
import { bootOf } from './analysis/boot.js';
import {
  type ChainOrigin,
  chainsOf,
  creatorOf,
  daemonOf,
  processEventsOf,
} from './analysis/creators.js';
import { excludedScripts } from './analysis/excluded-scripts.js';
import { executionOf } from './analysis/execution.js';
import { factsOf } from './analysis/file-facts.js';
import { arrivalOf } from './analysis/inbound-connections.js';
import { judged } from './analysis/judged.js';
import { mentionedAddresses } from './analysis/mentioned-addresses.js';
import { movedPrograms } from './analysis/moved-programs.js';
import { earlierFile, wholeOf, withWholes } from './analysis/one-deed.js';
import { originOf } from './analysis/origin.js';
import { chainOrigin, type FoundOrigin, findOrigin } from './analysis/origins.js';
import { withPersistentChanges } from './analysis/persistence-commands.js';
import type { PrevalenceIndex } from './analysis/prevalence.js';
import { type ProcessChain, Processes } from './analysis/processes.js';
import { type ProcessGroups, relatedActivity } from './analysis/related-activity.js';
import { restartEvidence } from './analysis/restart-evidence.js';
import { restartsOf } from './analysis/restarts.js';
import { type PlantingSession, sessionsOf } from './analysis/sessions.js';
import type { HostCase, PlantedFile } from './case.js';
import { isPersonal } from './case-search.js';
import type { HostSession } from './case-sessions.js';
import type { HostEvents } from './collector.js';
import { cutKinds } from './cut-kinds.js';
import { isProcessStart } from './endpoint-event.js';
import { actionOf } from './event-facts.js';
import { byTime, type EventRecord, eventKey } from './event-record.js';
import { leadsAmong } from './file-leads.js';
import { remoteAddresses, stepsFor } from './file-steps.js';
import { ofSessions, ownActivity } from './own-activity.js';
import { matchesOf, type PlantedFileMatches, type PlantedHost } from './planted-files.js';
import { recordedPeriods } from './recorded-periods.js';
import type { Restart } from './restart.js';
import { type Relevance, windowMs } from './search-criteria.js';
import { namePattern } from './steps/name-pattern.js';
import { serviceOf } from './units.js';

/** A planted file before its next steps are known: they depend on what else happened. */
type FileFindings = Omit<PlantedFile<EventRecord>, 'steps'>;

/** One host with planted files, and what the collected events show about it. */
export class HostAnalysis {
  readonly key: string;
  readonly records: readonly EventRecord[];
  readonly groups: ProcessGroups;
  readonly restarts: readonly Restart<EventRecord>[];
  readonly #host: PlantedHost;
  readonly #events: HostEvents;
  readonly #chains: ReadonlyMap<string, readonly ProcessChain[]>;
  readonly #origins: ReadonlyMap<ProcessChain, FoundOrigin>;
  readonly #sessions: readonly PlantingSession[];

  /** @param sessionIds entity ids of the sessions that the matches belong to. */
  constructor(host: PlantedHost, sessionIds: ReadonlySet<string>, events: HostEvents) {
    this.key = host.key;
    this.#host = host;
    this.#events = events;
    const matches = matchesOf(host);
    const distinct = new Map(
      [...events.records, ...matches].map((record) => [eventKey(record), record]),
    );
    this.records = [...distinct.values()].sort(byTime);
    const times = matches.flatMap(({ event }) => event.milliseconds ?? []);
    this.restarts = times.length === 0 ? [] : restartsOf(this.records, Math.min(...times));
    const processes = new Processes(this.records);
    this.#chains = new Map(
      [...host.files].map(([file, found]) => [file, chainsOf(found.matches, processes)]),
    );
    const chains = [...this.#chains.values()].flat();
    this.#origins = new Map(
      chains.map((chain) => [chain, findOrigin(chain, this.records, processes)]),
    );
    this.#sessions = sessionsOf(this.#chains, this.#origins);
    const complete = this.#sessions.flatMap(({ ids }) => [...ids]);
    const shared = new Set(this.#sessions.flatMap(({ schedulers }) => [...schedulers]));
    const scriptPaths = this.#scriptProcesses();
    this.groups = {
      lineage: new Set([...sessionIds, ...complete].filter((id) => !shared.has(id))),
      sessions: new Map(
        this.#sessions
          .toReversed()
          .flatMap(({ ids, shown }) => [...ids].map((id) => [id, shown] as const)),
      ),
      sameIds: new Map(
        chains
          .flatMap(({ links }) => links)
          .flatMap(({ entityId, sameId }) =>
            entityId === undefined || sameId === undefined
              ? []
              : [
                  [
                    entityId,
                    new Set(sameId.events.flatMap(({ event }) => event.parent.entityId ?? [])),
                  ],
                ],
          ),
      ),
      daemons: new Set(chains.flatMap((chain) => daemonOf(chain) ?? [])),
      times,
      scripts: new Set(scriptPaths.keys()),
      scriptPaths,
      originals: new Set(matches.flatMap(({ event }) => event.file.originalPath ?? [])),
      isSameOrigin: originOf(matches, chains),
    };
  }

  get sessions(): readonly HostSession<EventRecord>[] {
    return this.#sessions.map(({ shown }) => shown);
  }

  /** When requests must have arrived that led to chains, in milliseconds since 1970. */
  get arrivals(): readonly number[] {
    return [...this.#origins.keys()].flatMap((chain) => arrivalOf(chain) ?? []);
  }

  /** The host's own addresses, as its events show them. */
  #ownAddresses(): ReadonlySet<string> {
    const addresses = this.records.flatMap(({ event }) => [
      ...event.host.addresses,
      ...(actionOf(event) === 'connection-in' ? [event.destination.address ?? ''] : []),
    ]);
    return new Set(addresses.filter((address) => address !== '' && !isLoopback(address)));
  }

  /**
   * @param alerts the alerts of all hosts.
   * @param addresses what the log shows about addresses that sessions came from.
   * @param processesLeftOut how many relevant processes were not followed.
   */
  toHostCase(
    prevalence: PrevalenceIndex,
    alerts: readonly EventRecord[],
    addresses: AddressIndex,
    processesLeftOut: number,
  ): HostCase<EventRecord> {
    const files = [...this.#host.files].map(([file, found]) =>
      this.#findings(file, found, prevalence),
    );
    const planted = this.records.filter(({ event }) => this.#host.files.has(event.file.path ?? ''));
    const { kept, leftOut } = relatedActivity(
      this.key,
      [...this.records, ...this.#alertsOfSameUsers(alerts)].sort(byTime),
      new Set([...files.flatMap(reportedEvents), ...planted]),
      this.groups,
    );
    const paths = new Set(this.#host.files.keys());
    const surroundings = withWholes(withPersistentChanges(kept, paths), paths, this.records);
    const excluded = excludedScripts(this.records, paths, this.groups);
    const mentioned = mentionedAddresses(this.records, this.groups);
    const moved = movedPrograms(this.records, this.groups);
    const remote = remoteAddresses(surroundings, mentioned);
    const { name, id } = matchesOf(this.#host)[0]?.event.host ?? {};
    const { coverage, periods, isCut, cut } = this.#events;
    const recorded = recordedPeriods(periods);
    return {
      name,
      id,
      files: files.map((file) => ({
        ...file,
        partOf: wholeOf(file, files, this.records),
        namePattern: namePattern(path.posix.basename(file.path)),
        ...judged(
          file,
          prevalence.othersOfSameName(file.path, this.key),
          ownActivity(file.path, this.sessions, surroundings),
          ofSessions(file.path, this.sessions, moved),
        ),
        steps: stepsFor(file, remote),
      })),
      sessions: this.sessions,
      hasSessionData: this.records.some(({ event }) => event.entryLeader.entityId !== undefined),
      addresses: addresses.factsFor(this.key, this.sessions, this.#ownAddresses()),
      surroundings,
      surroundingsLeftOut: leftOut,
      matchesLeftOut: this.#host.leftOut,
      processesLeftOut,
      excludedScripts: excluded.length > 0 ? excluded : undefined,
      mentioned: mentioned.length > 0 ? mentioned : undefined,
      moved: moved.length > 0 ? moved : undefined,
      restarts: this.restarts.length > 0 ? this.restarts : undefined,
      coverage,
      recorded: recorded.length > 0 ? recorded : undefined,
      isCut: isCut || processesLeftOut > 0,
      cut: cutKinds(this.#withoutJobs(cut), processesLeftOut > 0),
    };
  }

  /** Alerts on other hosts of a user who planted a file here, also with sudo or su, close in time. */
  #alertsOfSameUsers(alerts: readonly EventRecord[]): readonly EventRecord[] {
    const personal = [...this.#chains.values()].flat().flatMap(({ match, links }) => {
      const { name } = match.event.user;
      const users = [name, ...links.flatMap(({ user, realUser }) => [user, realUser])];
      return users.filter(isPersonal).map((user) => ({ user, time: match.event.milliseconds }));
    });
    return alerts.filter(
      ({ host, event }) =>
        host !== this.key &&
        personal.some(
          ({ user, time }) =>
            user === event.user.name &&
            Math.abs((time ?? 0) - (event.milliseconds ?? 0)) <= windowMs,
        ),
    );
  }

  #findings(
    file: string,
    { matches, leftOut }: PlantedFileMatches,
    index: PrevalenceIndex,
  ): FileFindings {
    const hasProcessEvents = this.#events.coverage.process !== undefined;
    const chains = this.#chains.get(file) ?? [];
    const prevalence = { name: index.sameName(file, matches), hash: index.sameHash(matches) };
    return {
      path: file,
      service: serviceOf(file),
      events: matches,
      leads: leadsAmong(matches),
      matchesLeftOut: leftOut,
      earlier: earlierFile(file, matches, this.records, this.groups.lineage),
      copies: index.copies(file, matches),
      facts: factsOf(file, this.records),
      prevalence,
      boot: bootOf(file, matches, this.records, this.groups.lineage),
      execution: executionOf(file, matches, this.records, hasProcessEvents, [
        ...restartEvidence(file, matches, this.records, this.restarts, this.groups.lineage),
      ]),
      planters: chains.map((chain) => creatorOf(chain, this.#originOf(chain))),
      benign: benignReasons(chains, prevalence),
    };
  }

  /** Dropped events about jobs matter only if a job planted a file. */
  #withoutJobs(cut: ReadonlySet<Relevance>): ReadonlySet<Relevance> {
    const hasJobs = [...this.#origins.values()].some(({ job }) => job !== undefined);
    return hasJobs ? cut : new Set([...cut].filter((kind) => kind !== 'job-file'));
  }

  #originOf(chain: ProcessChain): ChainOrigin {
    const origin = this.#origins.get(chain);
    return origin === undefined ? {} : chainOrigin(origin);
  }

  /** The paths of the planted scripts that processes ran after these were planted, by entity id. */
  #scriptProcesses(): ReadonlyMap<string, string> {
    const planted = new Map(
      [...this.#host.files].map(([file, { matches }]) => [
        initScriptPath(file),
        { file, since: matches[0]?.event.milliseconds ?? -Infinity },
      ]),
    );
    const runs = this.records.flatMap(({ event }): (readonly [string, string])[] => {
      const { entityId } = event.process;
      if (entityId === undefined || !isProcessStart(event)) return [];
      const script = planted.get(executedFile(event.process) ?? '');
      const isLater = script !== undefined && (event.milliseconds ?? Infinity) >= script.since;
      return isLater ? [[entityId, script.file]] : [];
    });
    return new Map(runs);
  }
}

/** Events that the case already reports as part of a planted file. */
function reportedEvents({ boot, execution, planters }: FileFindings): readonly EventRecord[] {
  // A native unit is a file of its own, and what happens after a restart is about more than the restart.
  const reasons = boot.reasons.filter(({ reason }) => !reason.startsWith('native-unit'));
  const evidence = execution.evidence.filter(({ evidence: kind }) => !kind.startsWith('restart'));
  return [
    ...[...reasons, ...evidence].flatMap(({ events }) => events),
    ...planters.flatMap(({ chain, job }) =>
      [...chain, ...(job?.file?.chain ?? [])].flatMap(processEventsOf),
    ),
  ];
}
