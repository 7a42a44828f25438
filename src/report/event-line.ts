import type { ChalkInstance } from 'chalk';
import stringWidth from 'string-width';
import * as ecs from '../event/ecs.js';
import type { EventFields } from '../event/fields.js';
import { timeOf } from '../event/time.js';
import type { ScannedDocument, SourceLocation } from '../scan/sink.js';
import { fieldText, hostText, placeText, subjectText } from './event-text.js';
import { kindTextsOf } from './file-kind-text.js';
import { rememberingLast } from './last-result.js';
import { sanitize } from './sanitize.js';
import { timeText } from './units.js';
import { wrapped } from './wrap.js';

/** What stands between two parts of a line. Values with white space are quoted, so that none can look like two parts. */
const gap = '  ';

/** Columns by which the following lines of a line that does not fit are indented. */
const usualHang = 4;

/**
 * Shows an event on one line: time, host, user, what it is about, what was done by which program, the kind of the file,
 * and where the event is in the inputs. Missing values are omitted. Wrapped at the width of a terminal.
 *
 * @param title colors what the event is about.
 * @param indent columns before the line.
 */
export function eventLine(
  { event, place }: ScannedDocument,
  title: ChalkInstance,
  width: number | undefined,
  indent: number = 0,
): string {
  const before: readonly string[] = [
    eventTime(event),
    quoted(hostText(event)),
    quoted(userName(event)),
  ];
  const after: readonly string[] = [
    deedText(event),
    ...kindTextsOf(event).map(sanitize),
    shownPlace(place),
  ];
  const parts = [...before, title(quoted(subjectText(event))), ...after].filter(
    (part) => part !== '',
  );
  return filled(parts, width, indent);
}

/** The time of an event, in UTC and with milliseconds; as the event has it if it is not a date. Sanitized. */
export function eventTime(event: EventFields): string {
  const [time] = ecs.valuesOf(event, ecs.timestamp);
  if (time === undefined) return '';
  const milliseconds = timeOf(time);
  return milliseconds === undefined ? quoted(time) : timeText(milliseconds);
}

/** What happened to a file, in a word: `created`, `renamed`, or the event's own words for anything else. */
export function verbOf(event: EventFields): string {
  const actions = ecs.valuesOf(event, ecs.eventAction);
  return [...new Set(actions.map((action) => verbs.get(action) ?? action))].join('+');
}

/** Whether a file was renamed, and not created. */
export function isRenamed(event: EventFields): boolean {
  return ecs.valuesOf(event, ecs.eventAction).some((action) => verbs.get(action) === 'renamed');
}

const verbs: ReadonlyMap<string, string> = new Map([
  ['creation', 'created'],
  ['file_create_event', 'created'],
  ['rename', 'renamed'],
  ['file_rename_event', 'renamed'],
]);

/** What was done, by which program, and what a file was called before. Sanitized. */
export function deedText(event: EventFields): string {
  const program = fieldText(event, ecs.processExecutable) || fieldText(event, ecs.processName);
  const original = fieldText(event, ecs.originalPath);
  return [
    quoted(verbOf(event)),
    program === '' ? '' : `by ${quoted(program)}`,
    original === '' ? '' : `from ${quoted(original)}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** Where an event is in the inputs. Sanitized. */
export function shownPlace(place: SourceLocation): string {
  const { input, line, byteOffset, position, provenance } = place;
  const how = provenance && { ...provenance, pointer: quoted(provenance.pointer) };
  return placeText({ input: quotedInput(input), line, byteOffset, position, provenance: how });
}

const quotedInput = rememberingLast(quoted);

/** The user's name, or else the id. */
export function userName(event: EventFields): string {
  const name = fieldText(event, ecs.userName);
  if (name !== '') return name;
  const id = fieldText(event, ecs.userId);
  return id === '' ? '' : `uid ${id}`;
}

/** A sanitized value, in quotes if it has white space, which would make it look like several. */
export function quoted(text: string): string {
  const safe = sanitize(text);
  return /\s|^"/.test(safe) ? `"${safe.replaceAll('"', '\\"')}"` : safe;
}

/** Parts of a line next to each other; on a terminal, on as many lines as they need. */
export function filled(
  parts: readonly string[],
  width: number | undefined,
  indent: number = 0,
  hang: number = usualHang,
): string {
  const margin = ' '.repeat(indent);
  if (width === undefined) return margin + parts.join(gap);
  const lines: string[] = [];
  let line = '';
  let columns = 0;
  const next = ' '.repeat(indent + hang);
  for (const part of parts) {
    const partColumns = columnsOf(part);
    if (line !== '' && columns + gap.length + partColumns <= width) {
      line += gap + part;
      columns += gap.length + partColumns;
      continue;
    }
    if (line !== '') lines.push(line);
    const start = line === '' ? margin : next;
    // A part that does not fit on a line of its own is cut.
    const cut =
      start.length + partColumns <= width
        ? [start + part]
        : wrapped(start, part, start.length, width);
    lines.push(...cut.slice(0, -1));
    line = cut.at(-1) ?? '';
    columns = columnsOf(line);
  }
  if (line !== '') lines.push(line);
  return lines.join('\n');
}

/** Columns that text takes on a terminal. */
function columnsOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}
