import { hostId, hostNames } from '../event/ecs.js';
import { timeOf } from '../event/time.js';
import type { JsonObject } from '../json/value.js';
import { FieldsReader, type FieldTable } from './fields-reader.js';

/** A process as an event describes it: the one that acted, its parent, or its session leader. */
export interface ProcessFacts {
  readonly entityId?: string | undefined;
  readonly executable?: string | undefined;
  readonly name?: string | undefined;
  readonly args: readonly string[];
  readonly commandLine?: string | undefined;
  readonly workingDirectory?: string | undefined;
  readonly pid?: string | undefined;
  readonly start?: string | undefined;
  /** The user's name, else the id. */
  readonly user?: string | undefined;
  /** `true` or `false`: whether it had a terminal. */
  readonly interactive?: string | undefined;
}

/** What identifies a process. */
export type ProcessIdFacts = Pick<ProcessFacts, 'entityId' | 'pid' | 'start'>;

export interface FileFacts {
  readonly path?: string | undefined;
  readonly extension?: string | undefined;
  /** The path before it was renamed. */
  readonly originalPath?: string | undefined;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  /** Octal. */
  readonly mode?: string | undefined;
  /** In bytes. */
  readonly size?: string | undefined;
  /** In bits per byte. */
  readonly entropy?: string | undefined;
  readonly sha256?: string | undefined;
  /** The first bytes, as hexadecimal digits. */
  readonly headerBytes?: string | undefined;
}

export interface HostFacts {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** Its IP addresses. */
  readonly addresses: readonly string[];
}

export interface UserFacts {
  readonly name?: string | undefined;
  readonly id?: string | undefined;
}

export interface ContainerFacts {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly image?: string | undefined;
  readonly imageTag?: string | undefined;
  /** What the orchestrator runs it in. */
  readonly pod?: string | undefined;
  readonly namespace?: string | undefined;
  readonly cluster?: string | undefined;
}

/** One end of a connection. */
export interface PeerFacts {
  readonly address?: string | undefined;
  readonly port?: string | undefined;
}

/** What an endpoint event records: the first value of most fields, all values of fields that often have several. */
export interface EndpointEvent {
  /**
   * When it happened: `@timestamp`; for an alert the time of the event that raised it, and for one event about the whole
   * life of a process its start.
   */
  readonly time?: string | undefined;
  /** The time in milliseconds since 1970, if it is a valid date. */
  readonly milliseconds?: number | undefined;
  /** `event.id`: the same in every export of the event. */
  readonly id?: string | undefined;
  /** Its sequence number: Elastic Defend numbers the events of each host. */
  readonly sequence?: number | undefined;
  readonly kinds: readonly string[];
  readonly categories: readonly string[];
  readonly actions: readonly string[];
  readonly types: readonly string[];
  readonly host: HostFacts;
  readonly user: UserFacts;
  /** The real user, if it is another one (sudo, su). */
  readonly realUser: UserFacts;
  readonly process: ProcessFacts;
  readonly parent: ProcessFacts;
  /** Entity ids of the process's ancestors, nearest first. */
  readonly ancestry: readonly string[];
  /** The first process of the session: started by a remote login, a terminal, init and the like. */
  readonly entryLeader: ProcessFacts;
  /** The parent of the first process of the session: the host's first process, for services. */
  readonly entryParent: ProcessIdFacts;
  /** Where the session came from: `sshd`, `init`, `terminal` and others. */
  readonly entryType?: string | undefined;
  /** The address that the session came from. */
  readonly entryAddress?: string | undefined;
  /** The container that the process runs in. */
  readonly container: ContainerFacts;
  /** The arguments and executable of the program that the process ran before. */
  readonly previousArgs: readonly string[];
  readonly previousExecutable?: string | undefined;
  readonly file: FileFacts;
  readonly destination: PeerFacts;
  readonly source: PeerFacts;
  /** The name that a DNS event asks for. */
  readonly question?: string | undefined;
  /** The rule that raised an alert. */
  readonly alertRule?: string | undefined;
}

const hostTable: FieldTable<HostFacts> = {
  id: [hostId.name],
  name: hostNames.map(({ name }) => name),
  addresses: 'host.ip',
};

function processTable(prefix: string): FieldTable<ProcessFacts> {
  return {
    entityId: [`${prefix}.entity_id`],
    executable: [`${prefix}.executable`],
    name: [`${prefix}.name`],
    args: `${prefix}.args`,
    commandLine: [`${prefix}.command_line`],
    workingDirectory: [`${prefix}.working_directory`],
    pid: [`${prefix}.pid`],
    start: [`${prefix}.start`],
    user: [`${prefix}.user.name`, `${prefix}.user.id`],
    interactive: [`${prefix}.interactive`],
  };
}

/** The timestamp of an alert is when the rule ran. */
const timeFields: readonly string[] = [
  'kibana.alert.original_time',
  'signal.original_time',
  '@timestamp',
];

/** Fields of ECS and of Elastic Defend on Linux (elastic/endpoint-package). The order of members is part of digests. */
const eventTable: FieldTable<EndpointEvent> = {
  time: timeFields,
  milliseconds: { fields: timeFields, parse: timeOf },
  id: ['event.id'],
  sequence: { fields: ['event.sequence'], parse: integerOf },
  kinds: 'event.kind',
  categories: 'event.category',
  actions: 'event.action',
  types: 'event.type',
  host: hostTable,
  user: { name: ['user.name'], id: ['user.id'] },
  realUser: { name: ['user.Ext.real.name'], id: ['user.Ext.real.id'] },
  process: processTable('process'),
  parent: processTable('process.parent'),
  ancestry: 'process.Ext.ancestry',
  entryLeader: processTable('process.entry_leader'),
  entryType: ['process.entry_leader.entry_meta.type'],
  entryAddress: ['process.entry_leader.entry_meta.source.ip'],
  container: {
    id: ['container.id'],
    name: ['container.name'],
    image: ['container.image.name'],
    imageTag: ['container.image.tag'],
    pod: ['orchestrator.resource.name', 'kubernetes.pod.name'],
    namespace: ['orchestrator.namespace', 'kubernetes.namespace'],
    cluster: ['orchestrator.cluster.name'],
  },
  previousArgs: 'process.previous.args',
  previousExecutable: ['process.previous.executable'],
  file: {
    path: ['file.path'],
    extension: ['file.extension'],
    originalPath: ['file.Ext.original.path'],
    owner: ['file.owner'],
    group: ['file.group'],
    mode: ['file.mode'],
    size: ['file.size'],
    entropy: ['file.Ext.entropy'],
    sha256: ['file.hash.sha256'],
    headerBytes: ['file.Ext.header_bytes'],
  },
  destination: {
    address: ['destination.ip', 'destination.address'],
    port: ['destination.port'],
  },
  source: { address: ['source.ip', 'source.address'], port: ['source.port'] },
  question: ['dns.question.name'],
  alertRule: ['kibana.alert.rule.name', 'signal.rule.name', 'rule.name', 'message'],
  entryParent: {
    entityId: ['process.entry_leader.parent.entity_id'],
    pid: ['process.entry_leader.parent.pid'],
    start: ['process.entry_leader.parent.start'],
  },
};

const eventReader = new FieldsReader<EndpointEvent>(eventTable);

const hostReader = new FieldsReader<HostFacts>(hostTable);

/**
 * Reads who did what to what, where and when.
 *
 * @throws RangeError if arrays are nested deeper than the stack allows.
 */
export function readEndpointEvent(event: JsonObject): EndpointEvent {
  const read = eventReader.read(event);
  return isAlert(read) ? read : { ...read, ...mergedStart(read), alertRule: undefined };
}

/**
 * The time of an event that reports the start of a process along with what it did later, as Elastic Defend does by
 * default since version 8.18. It is not documented which of these times its `@timestamp` is.
 */
function mergedStart(event: EndpointEvent): Pick<EndpointEvent, 'time' | 'milliseconds'> {
  const { time, milliseconds, actions, process } = event;
  const start =
    actions.length > 1 && isProcessStart(event) && process.start !== undefined
      ? timeOf(process.start)
      : undefined;
  return start === undefined
    ? { time, milliseconds }
    : { time: process.start, milliseconds: start };
}

function integerOf(text: string): number | undefined {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
}

export function readHost(event: JsonObject): HostFacts {
  return hostReader.read(event);
}

/** A host's key: its id, else its name. */
export function hostKey({ id, name }: Pick<HostFacts, 'id' | 'name'>): string {
  return id ?? name ?? '';
}

/** The `event.kind` of alerts: those of the endpoint, and those of the detection engine. */
const alertKinds: ReadonlySet<string> = new Set(['alert', 'signal']);

export function isAlert({ kinds }: EndpointEvent): boolean {
  return kinds.some((kind) => alertKinds.has(kind));
}

/** The `event.action` of events in which a process starts, in Elastic Defend and Endgame. */
const startActions: ReadonlySet<string> = new Set([
  'exec',
  'fork',
  'exec_event',
  'fork_event',
  'start',
  'process_started',
  'already_running',
]);

/** Whether a process started a program. After only a fork, it still runs its parent's program. */
export function isProgramStart({ categories, actions }: EndpointEvent): boolean {
  return (
    categories.includes('process') &&
    actions.some((action) => startActions.has(action) && !action.startsWith('fork'))
  );
}

/** Whether a process started, or executed another program. */
export function isProcessStart({ categories, actions }: EndpointEvent): boolean {
  return categories.includes('process') && actions.some((action) => startActions.has(action));
}
