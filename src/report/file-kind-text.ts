import * as ecs from '../event/ecs.js';
import type { EventFields } from '../event/fields.js';
import { type FileKind, fileKind } from './file-kind.js';

/** The kinds of the file that an event is about, by its first bytes. Text from events is not sanitized. */
export function kindTextsOf(event: EventFields): string[] {
  const kinds = ecs.valuesOf(event, ecs.fileHeaderBytes).map((bytes) => kindText(fileKind(bytes)));
  return [...new Set(kinds)].filter((text) => text !== '');
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
