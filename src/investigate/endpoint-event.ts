import { timeOf } from '../event/time.js';
import type { JsonObject } from '../json/value.js';
import { FieldsReader, type FieldValues } from './fields-reader.js';

/** A process as an event tells of it: of the one that acted, its parent, or the leader of its session. */
export interface ProcessFacts {
  readonly entityId?: string | undefined;
  readonly executable?: string | undefined;
  readonly name?: string | undefined;
  readonly args: readonly string[];
  readonly commandLine?: string | undefined;
  readonly workingDirectory?: string | undefined;
  readonly pid?: string | undefined;
  readonly start?: string | undefined;
  readonly user?: string | undefined;
  /** `true` or `false`: whether it had a terminal. */
  readonly interactive?: string | undefined;
}

/** A file as an event tells of it. */
export interface FileFacts {
  readonly path?: string | undefined;
  readonly extension?: string | undefined;
  /** Where it was before it was renamed. */
  readonly originalPath?: string | undefined;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  /** Octal. */
  readonly mode?: string | undefined;
  /** Bytes. */
  readonly size?: string | undefined;
  /** Bits a byte. */
  readonly entropy?: string | undefined;
  readonly sha256?: string | undefined;
  /** Its first bytes, in hexadecimal digits. */
  readonly headerBytes?: string | undefined;
}

/** The host that an event happened on. */
export interface HostFacts {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

/** Who an event says did it. */
export interface UserFacts {
  readonly name?: string | undefined;
  readonly id?: string | undefined;
}

/** One end of a connection. */
export interface PeerFacts {
  readonly address?: string | undefined;
  readonly port?: string | undefined;
}

/** What an event of an endpoint tells, each field's first value; what it does not tell is undefined. */
export interface EndpointEvent {
  /** When it happened, as it is written: `@timestamp`, or of an alert the time of its event. */
  readonly time?: string | undefined;
  /** The same in milliseconds since 1970, where it is a date. */
  readonly milliseconds?: number | undefined;
  /** `event.id`: the same in every export of the event. */
  readonly id?: string | undefined;
  /** Elastic Defend numbers the events of a host. */
  readonly sequence?: number | undefined;
  readonly kinds: readonly string[];
  readonly categories: readonly string[];
  readonly actions: readonly string[];
  readonly types: readonly string[];
  readonly host: HostFacts;
  readonly user: UserFacts;
  /** Who is behind the user where that is another (sudo, su). */
  readonly realUser: UserFacts;
  readonly process: ProcessFacts;
  readonly parent: ProcessFacts;
  /** Entity ids of the process's ancestors, nearest first. */
  readonly ancestry: readonly string[];
  /** The first process of the session: the one that an outside connection, a terminal or init began. */
  readonly entryLeader: ProcessFacts;
  /** How the session came in: `sshd`, `init`, `terminal` and others. */
  readonly entryType?: string | undefined;
  /** The address that it came from. */
  readonly entryAddress?: string | undefined;
  readonly file: FileFacts;
  readonly destination: PeerFacts;
  readonly source: PeerFacts;
  /** The name that a DNS event is about. */
  readonly question?: string | undefined;
  /** The rule that an alert is of. */
  readonly alertRule?: string | undefined;
}

/** The names that are read. Each reader below registers its own. */
const names: string[] = [];

/** Reads a field's first value that is not empty: of the first of some fields that has one. */
type Reader = (values: FieldValues) => string | undefined;

function text(...fields: readonly string[]): Reader {
  names.push(...fields);
  return (values) => {
    for (const field of fields) {
      const found = values.get(field)?.find((value) => value !== '');
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** Reads all values of a field. */
function texts(field: string): (values: FieldValues) => readonly string[] {
  names.push(field);
  return (values) => values.get(field) ?? [];
}

function processReader(prefix: string): (values: FieldValues) => ProcessFacts {
  const entityId = text(`${prefix}.entity_id`);
  const executable = text(`${prefix}.executable`);
  const name = text(`${prefix}.name`);
  const args = texts(`${prefix}.args`);
  const commandLine = text(`${prefix}.command_line`);
  const workingDirectory = text(`${prefix}.working_directory`);
  const pid = text(`${prefix}.pid`);
  const start = text(`${prefix}.start`);
  const user = text(`${prefix}.user.name`, `${prefix}.user.id`);
  const interactive = text(`${prefix}.interactive`);
  return (values) => ({
    entityId: entityId(values),
    executable: executable(values),
    name: name(values),
    args: args(values),
    commandLine: commandLine(values),
    workingDirectory: workingDirectory(values),
    pid: pid(values),
    start: start(values),
    user: user(values),
    interactive: interactive(values),
  });
}

/** An alert tells when the event was that it is of; its own time is when the rule ran. */
const timestamp = text('kibana.alert.original_time', 'signal.original_time', '@timestamp');

const eventId = text('event.id');

const sequence = text('event.sequence');

const kind = texts('event.kind');

const category = texts('event.category');

const action = texts('event.action');

const type = texts('event.type');

const hostId = text('host.id');

const hostName = text('host.name', 'host.hostname');

const userName = text('user.name');

const userId = text('user.id');

const realUserName = text('user.Ext.real.name');

const realUserId = text('user.Ext.real.id');

const process = processReader('process');

const parent = processReader('process.parent');

const ancestry = texts('process.Ext.ancestry');

const entryLeader = processReader('process.entry_leader');

const entryType = text('process.entry_leader.entry_meta.type');

const entryAddress = text('process.entry_leader.entry_meta.source.ip');

const filePath = text('file.path');

const fileExtension = text('file.extension');

const originalPath = text('file.Ext.original.path');

const fileOwner = text('file.owner');

const fileGroup = text('file.group');

const fileMode = text('file.mode');

const fileSize = text('file.size');

const fileEntropy = text('file.Ext.entropy');

const fileHash = text('file.hash.sha256');

const headerBytes = text('file.Ext.header_bytes');

const destinationAddress = text('destination.ip', 'destination.address');

const destinationPort = text('destination.port');

const sourceAddress = text('source.ip', 'source.address');

const sourcePort = text('source.port');

const question = text('dns.question.name');

const alertRule = text('kibana.alert.rule.name', 'signal.rule.name', 'rule.name', 'message');

const fields = new FieldsReader(names);

/**
 * Reads an event's story: who did what to what, where and when. Names of fields are those of Elastic Defend on Linux
 * (elastic/endpoint-package) and ECS.
 *
 * @throws RangeError where arrays are nested deeper than the stack reaches.
 */
export function readEndpointEvent(event: JsonObject): EndpointEvent {
  const values = fields.read(event);
  const time = timestamp(values);
  const number = Number(sequence(values) ?? Number.NaN);
  const kinds = kind(values);
  return {
    time,
    milliseconds: time === undefined ? undefined : timeOf(time),
    id: eventId(values),
    sequence: Number.isSafeInteger(number) ? number : undefined,
    kinds,
    categories: category(values),
    actions: action(values),
    types: type(values),
    host: { id: hostId(values), name: hostName(values) },
    user: { name: userName(values), id: userId(values) },
    realUser: { name: realUserName(values), id: realUserId(values) },
    process: process(values),
    parent: parent(values),
    ancestry: ancestry(values),
    entryLeader: entryLeader(values),
    entryType: entryType(values),
    entryAddress: entryAddress(values),
    file: {
      path: filePath(values),
      extension: fileExtension(values),
      originalPath: originalPath(values),
      owner: fileOwner(values),
      group: fileGroup(values),
      mode: fileMode(values),
      size: fileSize(values),
      entropy: fileEntropy(values),
      sha256: fileHash(values),
      headerBytes: headerBytes(values),
    },
    destination: { address: destinationAddress(values), port: destinationPort(values) },
    source: { address: sourceAddress(values), port: sourcePort(values) },
    question: question(values),
    alertRule: kinds.some((found) => alertKinds.has(found)) ? alertRule(values) : undefined,
  };
}

/** `event.kind` of alerts: of the endpoint itself, and of the detection engine. */
const alertKinds: ReadonlySet<string> = new Set(['alert', 'signal']);

/** Whether an event is an alert. */
export function isAlert({ kinds: found }: EndpointEvent): boolean {
  return found.some((kind) => alertKinds.has(kind));
}

const hostFields = new FieldsReader(['host.id', 'host.name', 'host.hostname']);

/** Reads no more of an event than the host that it happened on. */
export function readHost(event: JsonObject): HostFacts {
  const values = hostFields.read(event);
  return { id: hostId(values), name: hostName(values) };
}

/** What tells one host from another: its id, else its name. */
export function hostKey({ id, name }: HostFacts): string {
  return id ?? name ?? '';
}

/** `event.action` of Elastic Defend's and Endgame's events in which a process begins. */
const startActions: ReadonlySet<string> = new Set([
  'exec',
  'fork',
  'exec_event',
  'fork_event',
  'start',
  'process_started',
  'already_running',
]);

/** Whether an event tells that a program began: a fork only goes on with its parent's. */
export function isProgramStart(event: EndpointEvent): boolean {
  return isProcessStart(event) && !event.actions.every((action) => action.startsWith('fork'));
}

/** Whether an event tells that a process began, or went on as another program. */
export function isProcessStart({ categories: found, actions: done }: EndpointEvent): boolean {
  return found.includes('process') && done.some((action) => startActions.has(action));
}
