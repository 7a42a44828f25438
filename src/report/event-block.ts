import path from 'node:path';
import type { ChalkInstance } from 'chalk';
import * as ecs from '../event/ecs.js';
import type { Field } from '../event/fields.js';
import type { JsonObject } from '../json/value.js';
import type { ScannedDocument } from '../scan/sink.js';
import { eventTime } from './event-line.js';
import { fieldText, hostText, locationText, subjectText } from './event-text.js';
import { kindTextsOf } from './file-kind-text.js';
import { sanitize } from './sanitize.js';
import { wrapped } from './wrap.js';

/** A line of a block. Rows without text are omitted. */
export type BlockRow = readonly [label: string, text: string];

const labelWidth = 9;

/**
 * Shows an event as a block of lines, without a final newline. Values are not truncated, and only wrapped at the width of a
 * terminal, so that they can be searched and copied.
 *
 * @param title colors the first line: the path, or the command if the event is not about a file.
 * @param first rows before those of every event.
 */
export function eventBlock(
  document: ScannedDocument,
  chalk: ChalkInstance,
  title: ChalkInstance,
  width: number | undefined,
  first: readonly BlockRow[] = [],
): string {
  const head = wrapped('', sanitize(subjectText(document.event)), 2, width).map((line) =>
    title(line),
  );
  return [...head, ...blockRows([...first, ...rowsOf(document)], chalk, width)].join('\n');
}

/** Rows as lines, indented below a title. Text is sanitized. */
export function blockRows(
  rows: readonly BlockRow[],
  chalk: ChalkInstance,
  width: number | undefined,
): string[] {
  return rows
    .filter(([, text]) => text !== '')
    .flatMap(([label, text]) => {
      const before = `  ${chalk.dim(label.padEnd(labelWidth))} `;
      return wrapped(before, sanitize(text), labelWidth + 3, width);
    });
}

/** What an event shows about itself. */
export function rowsOf({ event, place, index, id }: ScannedDocument): BlockRow[] {
  return [
    ['time', eventTime(event)],
    ['host', nameAndId(hostText(event), fieldText(event, ecs.hostId))],
    ['action', fieldText(event, ecs.eventAction)],
    ['from', fieldText(event, ecs.originalPath)],
    ['user', userText(event)],
    ['process', processText(event, ecs.processExecutable, ecs.processName, ecs.processPid)],
    ['command', fieldText(event, ecs.processCommandLine)],
    ['parent', processText(event, ecs.parentExecutable, ecs.parentName, ecs.parentPid)],
    ['', fieldText(event, ecs.parentCommandLine)],
    ['file', fileText(event)],
    ['sha256', fieldText(event, ecs.fileHash)],
    ['source', locationText(place)],
    ['index', index ?? ''],
    ['id', id ?? ''],
  ];
}

/** The user, and the real user if it differs (sudo, su). */
function userText(event: JsonObject): string {
  const user = nameAndId(fieldText(event, ecs.userName), fieldText(event, ecs.userId));
  const real = nameAndId(fieldText(event, ecs.realUserName), fieldText(event, ecs.realUserId));
  return joined(user, real === user ? '' : labeled('real user', real));
}

/** A process. Its name is omitted if the path ends in it. */
function processText(event: JsonObject, executable: Field, name: Field, pid: Field): string {
  const program = fieldText(event, executable);
  const called = fieldText(event, name);
  const isSame = path.posix.basename(program) === called;
  return joined(program, isSame ? '' : called, labeled('pid', fieldText(event, pid)));
}

function fileText(event: JsonObject): string {
  const size = fieldText(event, ecs.fileSize);
  return joined(
    ...kindTextsOf(event),
    size === '' ? '' : `${size} ${size === '1' ? 'byte' : 'bytes'}`,
    labeled('owner', fieldText(event, ecs.fileOwner)),
  );
}

/** A name with its id, or only the one that is known. */
function nameAndId(name: string, id: string): string {
  if (id === '') return name;
  return name === '' ? `id ${id}` : `${name} (id ${id})`;
}

function labeled(label: string, text: string): string {
  return text === '' ? '' : `${label} ${text}`;
}

function joined(...parts: readonly string[]): string {
  return parts.filter(Boolean).join(', ');
}
