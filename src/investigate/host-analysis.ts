import path from 'node:path';
import { scriptOf } from '../lead/invocation.js';
import { benignChain } from './analysis/benign.js';
import { bootOf, type Draft } from './analysis/boot.js';
import { executionOf } from './analysis/execution.js';
import { factsOf } from './analysis/file-facts.js';
import { type DraftPlanter, daemonOf, plantersOf, programStarts } from './analysis/planters.js';
import { onMostHosts, type PrevalenceIndex } from './analysis/prevalence.js';
import { defined, Processes } from './analysis/processes.js';
import { type ProcessGroups, relatedActivity } from './analysis/related-activity.js';
import type {
  Benign,
  EventNumber,
  HostCase,
  PlantedFile,
  Planter,
  Shown,
  Surrounding,
} from './case.js';
import type { Citations } from './citations.js';
import type { EventCollector, HostEvents } from './collector.js';
import { type EndpointEvent, isProcessStart } from './endpoint-event.js';
import { kindOf } from './event-facts.js';
import { byTime, type EventRecord, eventKey, type MatchRecord } from './event-record.js';
import {
  isPersonal,
  matchesOf,
  type PlantedFileMatches,
  type PlantedFiles,
  type PlantedHost,
} from './planted-files.js';
import { windowMs } from './sought.js';
import { nextSteps } from './steps.js';
import { serviceOf } from './units.js';

/** Addresses that steps are filled in with. */
const mostAddresses = 10;

/** One host of the case, as it is made. */
export class HostAnalysis {
  readonly key: string;
  readonly records: readonly EventRecord[];
  readonly family: ProcessGroups;
  readonly #host: PlantedHost;
  readonly #events: HostEvents;
  readonly #planters: ReadonlyMap<string, readonly DraftPlanter[]>;

  constructor(host: PlantedHost, subjects: PlantedFiles, gathering: EventCollector) {
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
    twins: PrevalenceIndex,
    alerts: readonly EventRecord[],
    subjects: PlantedFiles,
    gathering: EventCollector,
  ): HostCase {
    const shown = (records: readonly EventRecord[]): readonly EventNumber[] =>
      citations.cite(...records);
    const drafts = [...this.#host.files].map(([file, found]) =>
      this.#fileDraft(file, found, shown, twins, gathering),
    );
    const planted = this.records.filter(({ event }) => this.#host.files.has(event.file.path ?? ''));
    const { told: surroundings, leftOut } = relatedActivity(
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
    { matches, leftOut }: PlantedFileMatches,
    shown: (records: readonly EventRecord[]) => readonly EventNumber[],
    twins: PrevalenceIndex,
    gathering: EventCollector,
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
