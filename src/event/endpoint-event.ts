import { Field } from './fields.js';
import type { JsonObject } from './json.js';
import { timeOf } from './time.js';

/** A process as an event tells of it: of the one that acted, its parent, or the leader of its session. */
export interface ProcessFacts {
  readonly entityId?: string;
  readonly executable?: string;
  readonly name?: string;
  readonly args: readonly string[];
  readonly commandLine?: string;
  readonly workingDirectory?: string;
  readonly pid?: string;
  readonly start?: string;
  readonly user?: string;
  /** `true` or `false`: whether it had a terminal. */
  readonly interactive?: string;
}

/** A file as an event tells of it. */
export interface FileFacts {
  readonly path?: string;
  readonly extension?: string;
  /** Where it was before it was renamed. */
  readonly originalPath?: string;
  readonly owner?: string;
  readonly group?: string;
  /** Octal. */
  readonly mode?: string;
  /** Bytes. */
  readonly size?: string;
  /** Bits a byte. */
  readonly entropy?: string;
  readonly sha256?: string;
  /** Its first bytes, in hexadecimal digits. */
  readonly headerBytes?: string;
}

/** The host that an event happened on. */
export interface HostFacts {
  readonly id?: string;
  readonly name?: string;
}

/** What an event of an endpoint tells, each field's first value; what it does not tell is absent. */
export interface EndpointEvent {
  /** `@timestamp` as it is written. */
  readonly time?: string;
  /** The same in milliseconds since 1970, where it is a date. */
  readonly milliseconds?: number;
  /** Elastic Defend numbers the events of a host. */
  readonly sequence?: number;
  readonly kinds: readonly string[];
  readonly categories: readonly string[];
  readonly actions: readonly string[];
  readonly types: readonly string[];
  readonly host: HostFacts;
  readonly user: { readonly name?: string; readonly id?: string };
  /** Who is behind the user where that is another (sudo, su). */
  readonly realUser: { readonly name?: string; readonly id?: string };
  readonly process: ProcessFacts;
  readonly parent: ProcessFacts;
  /** Entity ids of the process's ancestors, nearest first. */
  readonly ancestry: readonly string[];
  /** The first process of the session: the one that an outside connection, a terminal or init began. */
  readonly entryLeader: ProcessFacts;
  /** How the session came in: `sshd`, `init`, `terminal` and others. */
  readonly entryType?: string;
  /** The address that it came from. */
  readonly entryAddress?: string;
  readonly file: FileFacts;
  readonly destination: { readonly address?: string; readonly port?: string };
  readonly source: { readonly address?: string; readonly port?: string };
  /** The name that a DNS event is about. */
  readonly question?: string;
  /** The rule that an alert is of. */
  readonly alertRule?: string;
}

/** Reads what an event tells, under the names of the {@link EndpointEvent}. */
type Reader = (event: JsonObject) => string | undefined;

/** The first of some fields that has a value that is not empty. */
function text(...names: readonly string[]): Reader {
  const fields = names.map((name) => new Field(name));
  return (event) => {
    for (const field of fields) {
      const value = field.find(event, (found) => found !== '');
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

function processReader(
  prefix: string,
  user: readonly string[],
): (event: JsonObject) => ProcessFacts {
  const args = new Field(`${prefix}.args`);
  const readers = {
    entityId: text(`${prefix}.entity_id`),
    executable: text(`${prefix}.executable`),
    name: text(`${prefix}.name`),
    commandLine: text(`${prefix}.command_line`),
    workingDirectory: text(`${prefix}.working_directory`),
    pid: text(`${prefix}.pid`),
    start: text(`${prefix}.start`),
    user: text(...user),
    interactive: text(`${prefix}.interactive`),
  };
  return (event) => ({ ...known(event, readers), args: args.values(event) });
}

/** What readers find, without what they do not. */
function known<K extends string>(
  event: JsonObject,
  readers: Readonly<Record<K, Reader>>,
): { readonly [key in K]?: string } {
  const found: { [key in K]?: string } = {};
  for (const key of Object.keys(readers) as K[]) {
    const value = readers[key](event);
    if (value !== undefined) found[key] = value;
  }
  return found;
}

const kinds = new Field('event.kind');
const categories = new Field('event.category');
const actions = new Field('event.action');
const types = new Field('event.type');
const ancestry = new Field('process.Ext.ancestry');
const sequence = text('event.sequence');
const process = processReader('process', ['process.user.name', 'process.user.id']);
const parent = processReader('process.parent', ['process.parent.user.name']);
const entryLeader = processReader('process.entry_leader', ['process.entry_leader.user.name']);

const top = {
  time: text('@timestamp'),
  entryType: text('process.entry_leader.entry_meta.type'),
  entryAddress: text('process.entry_leader.entry_meta.source.ip'),
  question: text('dns.question.name'),
  alertRule: text('kibana.alert.rule.name', 'signal.rule.name', 'rule.name', 'message'),
};
const host = { id: text('host.id'), name: text('host.name', 'host.hostname') };
const user = { name: text('user.name'), id: text('user.id') };
const realUser = { name: text('user.Ext.real.name'), id: text('user.Ext.real.id') };
const destination = {
  address: text('destination.ip', 'destination.address'),
  port: text('destination.port'),
};
const source = { address: text('source.ip', 'source.address'), port: text('source.port') };
const file = {
  path: text('file.path'),
  extension: text('file.extension'),
  originalPath: text('file.Ext.original.path'),
  owner: text('file.owner'),
  group: text('file.group'),
  mode: text('file.mode'),
  size: text('file.size'),
  entropy: text('file.Ext.entropy'),
  sha256: text('file.hash.sha256'),
  headerBytes: text('file.Ext.header_bytes'),
};

/**
 * Reads an event's story: who did what to what, where and when. Names of fields are those of Elastic Defend on Linux
 * (elastic/endpoint-package) and ECS.
 *
 * @throws RangeError where arrays are nested deeper than the stack reaches.
 */
export function readEndpointEvent(event: JsonObject): EndpointEvent {
  const single = known(event, top);
  const milliseconds = single.time === undefined ? undefined : timeOf(single.time);
  const number = Number(sequence(event) ?? Number.NaN);
  const kindsFound = kinds.values(event);
  const { alertRule, ...rest } = single;
  return {
    ...rest,
    ...(milliseconds === undefined ? {} : { milliseconds }),
    ...(Number.isSafeInteger(number) ? { sequence: number } : {}),
    kinds: kindsFound,
    categories: categories.values(event),
    actions: actions.values(event),
    types: types.values(event),
    host: known(event, host),
    user: known(event, user),
    realUser: known(event, realUser),
    process: process(event),
    parent: parent(event),
    ancestry: ancestry.values(event),
    entryLeader: entryLeader(event),
    file: known(event, file),
    destination: known(event, destination),
    source: known(event, source),
    ...(alertRule !== undefined && kindsFound.some((kind) => alertKinds.has(kind))
      ? { alertRule }
      : {}),
  };
}

/** `event.kind` of alerts: of the endpoint itself, and of the detection engine. */
const alertKinds: ReadonlySet<string> = new Set(['alert', 'signal']);

/** Whether an event is an alert. */
export function isAlert({ kinds: found }: EndpointEvent): boolean {
  return found.some((kind) => alertKinds.has(kind));
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

/** Whether an event tells that a process began, or went on as another program. */
export function isProcessStart({ categories: found, actions: done }: EndpointEvent): boolean {
  return found.includes('process') && done.some((action) => startActions.has(action));
}
