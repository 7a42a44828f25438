import type { ChalkInstance } from 'chalk';
import * as ecs from '../event/ecs.js';
import type { Field } from '../event/fields.js';
import type { JsonObject } from '../json/value.js';
import type { ScannedDocument } from '../scan/sink.js';
import { fieldText, hostText, locationText, subjectText } from './event-text.js';
import { type FileKind, fileKind } from './file-kind.js';
import { sanitize } from './sanitize.js';

/** A line of a block. Rows without text are omitted. */
export type BlockRow = readonly [label: string, text: string];

/**
 * Shows an event as a block of lines, without a final newline. Values are neither truncated nor wrapped, so that they
 * can be searched and copied.
 *
 * @param title colors the first line: the path, or the command if the event is not about a file.
 * @param first rows before those of every event.
 */
export function eventBlock(
  { event, place, index, id }: ScannedDocument,
  chalk: ChalkInstance,
  title: ChalkInstance,
  first: readonly BlockRow[] = [],
): string {
  const rows: readonly BlockRow[] = [
    ...first,
    ['time', fieldText(event, ecs.timestamp)],
    ['host', nameAndId(hostText(event), fieldText(event, ecs.hostId))],
    ['action', fieldText(event, ecs.eventAction)],
    ['from', fieldText(event, ecs.originalPath)],
    ['user', userText(event)],
    [
      'process',
      processText(
        event,
        ecs.processExecutable,
        ecs.processName,
        ecs.processPid,
        ecs.processEntityId,
      ),
    ],
    ['command', fieldText(event, ecs.processCommandLine)],
    [
      'parent',
      processText(event, ecs.parentExecutable, ecs.parentName, ecs.parentPid, ecs.parentEntityId),
    ],
    ['', fieldText(event, ecs.parentCommandLine)],
    ['file', fileText(event)],
    ['sha256', fieldText(event, ecs.fileHash)],
    ['source', locationText(place)],
    ['index', index ?? ''],
    ['id', id ?? ''],
  ];
  const lines = rows
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `  ${chalk.dim(label.padEnd(9))} ${sanitize(text)}`);
  return [title(sanitize(subjectText(event))), ...lines].join('\n');
}

/** The user, and the real user if it differs (sudo, su). */
function userText(event: JsonObject): string {
  const user = nameAndId(fieldText(event, ecs.userName), fieldText(event, ecs.userId));
  const real = nameAndId(fieldText(event, ecs.realUserName), fieldText(event, ecs.realUserId));
  return joined(user, real === user ? '' : labeled('real user', real));
}

function processText(event: JsonObject, ...fields: readonly Field[]): string {
  const [executable = '', name = '', pid = '', entityId = ''] = fields.map((field) =>
    fieldText(event, field),
  );
  return joined(executable, name, labeled('pid', pid), labeled('entity', entityId));
}

function fileText(event: JsonObject): string {
  const kinds = ecs.valuesOf(event, ecs.fileHeaderBytes).map((bytes) => kindText(fileKind(bytes)));
  const size = fieldText(event, ecs.fileSize);
  return joined(
    ...new Set(kinds),
    size === '' ? '' : `${size} ${size === '1' ? 'byte' : 'bytes'}`,
    labeled('owner', fieldText(event, ecs.fileOwner)),
  );
}

function kindText(kind: FileKind | undefined): string {
  switch (kind?.kind) {
    case undefined:
      return '';
    case 'elf':
      return 'ELF binary';
    case 'script':
      return `script for ${kind.interpreter}${kind.cut ? '… (truncated at 16 bytes)' : ''}`;
    case 'text':
      return 'text without #!';
    case 'data':
      return 'binary data';
  }
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
