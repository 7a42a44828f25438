import { type EventFields, Field } from './fields.js';

// The fields that are read by name. The names are those of ECS, Elastic Defend (elastic/endpoint-package) and Kibana.

export const timestamp: Field = new Field('@timestamp');
export const eventIngested: Field = new Field('event.ingested');
export const eventId: Field = new Field('event.id');
export const eventModule: Field = new Field('event.module');
export const eventDataset: Field = new Field('event.dataset');
export const eventOriginal: Field = new Field('event.original');
export const dataset: Field = new Field('data_stream.dataset');
export const message: Field = new Field('message');
export const eventCategory: Field = new Field('event.category');
export const eventAction: Field = new Field('event.action');
export const agentType: Field = new Field('agent.type');
export const hostId: Field = new Field('host.id');
export const hostName: Field = new Field('host.name');
export const hostHostname: Field = new Field('host.hostname');
export const hostOsType: Field = new Field('host.os.type');
export const userId: Field = new Field('user.id');
export const userName: Field = new Field('user.name');
export const realUserId: Field = new Field('user.Ext.real.id');
export const realUserName: Field = new Field('user.Ext.real.name');
export const filePath: Field = new Field('file.path');
export const fileName: Field = new Field('file.name');
export const originalPath: Field = new Field('file.Ext.original.path');
export const fileHeaderBytes: Field = new Field('file.Ext.header_bytes');
export const fileHash: Field = new Field('file.hash.sha256');
export const fileOwner: Field = new Field('file.owner');
export const fileSize: Field = new Field('file.size');
export const processEntityId: Field = new Field('process.entity_id');
export const processExecutable: Field = new Field('process.executable');
export const processName: Field = new Field('process.name');
export const processPid: Field = new Field('process.pid');
export const processArgs: Field = new Field('process.args');
export const processCommandLine: Field = new Field('process.command_line');
export const workingDirectory: Field = new Field('process.working_directory');
export const parentArgs: Field = new Field('process.parent.args');
export const parentEntityId: Field = new Field('process.parent.entity_id');
export const parentExecutable: Field = new Field('process.parent.executable');
export const parentName: Field = new Field('process.parent.name');
export const parentPid: Field = new Field('process.parent.pid');
export const parentCommandLine: Field = new Field('process.parent.command_line');
export const alertUuid: Field = new Field('kibana.alert.uuid');
export const alertDepth: Field = new Field('kibana.alert.depth');

/** The distinct non-empty values of a field, as text. */
export function valuesOf(event: EventFields, field: Field): string[] {
  try {
    const values = field.values(event);
    if (values.length === 1 && values[0] !== '') return values;
    return [...new Set(values)].filter((value) => value !== '');
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return ['(nested too deeply to show)'];
  }
}

/** The fields that name the host that an event happened on: the first with a non-empty value does. */
export const hostNames: readonly Field[] = [hostName, hostHostname];

/** The fields that name the operating system of a host: its distribution and the family of that. */
export const hostOs: readonly Field[] = [
  new Field('host.os.platform'),
  new Field('host.os.family'),
  new Field('host.os.Ext.variant'),
  new Field('host.os.full'),
];

/** The names of the host that an event happened on: `host.name`, or `host.hostname` if that is missing. */
export function hostOf(event: EventFields): string[] {
  for (const field of hostNames) {
    const names = valuesOf(event, field);
    if (names.length > 0) return names;
  }
  return [];
}
