import { createHash } from 'node:crypto';
import { Chalk, type ChalkInstance } from 'chalk';
import {
  eventAction,
  fileHash,
  fileHeaderBytes,
  fileOwner,
  filePath,
  fileSize,
  hostId,
  hostOf,
  originalPath,
  parentCommandLine,
  processCommandLine,
  realUserId,
  realUserName,
  timestamp,
  userId,
  userName,
  valuesOf,
} from '../event/ecs.js';
import { Field } from '../event/fields.js';
import type { Writer } from '../io/writer.js';
import type { JsonObject } from '../json/value.js';
import type { ScannedDocument, Summary } from '../scan/sink.js';
import { hostText, locationText, textOf } from './event-text.js';
import { type FileKind, fileKind } from './file-kind.js';
import { HostTable } from './hosts.js';
import type { ReportContext, Reporter } from './reporter.js';
import { sanitize } from './sanitize.js';
import { count } from './units.js';

/** The fields by which a process, or its parent, is told. */
interface ProcessFields {
  readonly executable: Field;
  readonly name: Field;
  readonly pid: Field;
  readonly entityId: Field;
}

const processFields: ProcessFields = processFieldsUnder('process');

const parentFields: ProcessFields = processFieldsUnder('process.parent');

/**
 * Writes each match as a block for people, and at the end a table by host. Text from inputs is always sanitised, in
 * files too, since they are shown on terminals later. No value is cut or wrapped: the block is evidence, to be searched
 * and copied from.
 */
export function prettyReporter(writer: Writer, { color }: ReportContext): Reporter {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const hosts = new HostTable((path) => createHash('sha256').update(path).digest('base64'));
  return {
    match(match) {
      const { event } = match;
      hosts.add({
        host: hostOf(event)[0],
        paths: valuesOf(event, filePath),
        time: valuesOf(event, timestamp)[0],
      });
      return writer.write(`${block(match, chalk, chalk.bold.red)}\n\n`);
    },
    problem() {},
    finish: (summary) => writer.write(ending(hosts, summary, chalk)),
  };
}

/** One line of a block: a label and what stands beside it. */
export type Row = readonly [label: string, text: string];

/**
 * A document as a block, without its last newline.
 *
 * @param title colours the first line, the path.
 * @param first rows that come before those that every document has.
 */
export function block(
  document: ScannedDocument,
  chalk: ChalkInstance,
  title: ChalkInstance,
  first: readonly Row[] = [],
): string {
  const { event } = document;
  const rows: readonly Row[] = [
    ...first,
    ['time', textOf(event, timestamp)],
    ['host', named(hostText(event), textOf(event, hostId))],
    ['action', textOf(event, eventAction)],
    ['from', textOf(event, originalPath)],
    ['user', userOf(event)],
    ['process', processOf(event, processFields)],
    ['command', textOf(event, processCommandLine)],
    ['parent', processOf(event, parentFields)],
    ['', textOf(event, parentCommandLine)],
    ['file', fileOf(event)],
    ['sha256', textOf(event, fileHash)],
    ['found', locationText(document.place)],
    ['index', document.index ?? ''],
    ['id', document.id ?? ''],
  ];
  return [
    title(sanitize(textOf(event, filePath))),
    ...rows
      .filter(([, text]) => text !== '')
      .map(([label, text]) => {
        return `  ${chalk.dim(label.padEnd(9))} ${sanitize(text)}`;
      }),
  ].join('\n');
}

/** The user, and who is behind it where that is another (sudo, su). */
function userOf(event: JsonObject): string {
  const user = named(textOf(event, userName), textOf(event, userId));
  const real = named(textOf(event, realUserName), textOf(event, realUserId));
  return real === '' || real === user ? user : `${user}${user === '' ? '' : ', '}really ${real}`;
}

function processOf(event: JsonObject, { executable, name, pid, entityId }: ProcessFields): string {
  const parts = [textOf(event, executable), textOf(event, name)];
  const number = textOf(event, pid);
  const entity = textOf(event, entityId);
  if (number !== '') parts.push(`pid ${number}`);
  if (entity !== '') parts.push(`entity ${entity}`);
  return parts.filter(Boolean).join(', ');
}

function fileOf(event: JsonObject): string {
  const kinds = valuesOf(event, fileHeaderBytes).map(fileKind).map(kindText).filter(Boolean);
  const size = textOf(event, fileSize);
  const owner = textOf(event, fileOwner);
  return [
    joined(kinds),
    size === '' ? '' : `${size} ${size === '1' ? 'byte' : 'bytes'}`,
    owner === '' ? '' : `owner ${owner}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function kindText(kind: FileKind | undefined): string {
  switch (kind?.kind) {
    case undefined:
      return '';
    case 'elf':
      return 'ELF binary';
    case 'script':
      return kind.cut
        ? `script for ${kind.interpreter}… (cut at 16 bytes)`
        : `script for ${kind.interpreter}`;
    case 'text':
      return 'text without #!';
    case 'data':
      return 'binary data';
  }
}

function ending(hosts: HostTable, { withheld }: Summary, chalk: ChalkInstance): string {
  const [head, ...rows] = hosts.lines();
  if (head === undefined) return '';
  const lines = [chalk.dim(head), ...rows];
  if (withheld > 0) {
    lines.push(
      `not in this table: ${count(withheld, 'match', 'matches')} that --max-alerts kept back`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A name with its id, or what there is of the two. */
function named(name: string, id: string): string {
  if (id === '') return name;
  return name === '' ? `id ${id}` : `${name} (id ${id})`;
}

/** Values side by side, each once: a document may spell a field twice. */
function joined(values: readonly string[]): string {
  return [...new Set(values)].join(', ');
}

function processFieldsUnder(prefix: string): ProcessFields {
  return {
    executable: new Field(`${prefix}.executable`),
    name: new Field(`${prefix}.name`),
    pid: new Field(`${prefix}.pid`),
    entityId: new Field(`${prefix}.entity_id`),
  };
}
