import type { InputFormat } from '../input/sniff.js';
import type { Shape } from '../scan/document-shape.js';
import type { InputStatus } from '../scan/sink.js';
import type { SkippedFiles } from '../scan/skipped-files.js';
import { sanitize } from './sanitize.js';
import { describeSkipped } from './skipped.js';
import { count } from './units.js';

const formatNames: Readonly<Record<InputFormat, string>> = {
  gzip: 'gzip',
  zstd: 'zstd',
  xz: 'xz',
  bzip2: 'bzip2',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'utf-32le': 'UTF-32 LE',
  'utf-32be': 'UTF-32 BE',
  tar: 'a tar archive',
  zip: 'a zip archive',
  lines: 'lines',
  values: 'values across lines',
  csv: 'a table',
};

const shapeNames: Readonly<Record<Shape, string>> = {
  event: 'events as documents',
  hit: 'events in hits (_source)',
  fields: 'events in hits (fields)',
};

/** How an input was read, and what was found in it: `a.gz: read as gzip, lines; events as documents; 3 lines`. */
export function howReadLine(status: InputStatus): string {
  const { name, formats, shapes, lines, matches, problems } = status;
  const format = formats.map((one) => formatNames[one]).join(', ');
  const inner = formats.at(-1);
  const isText = inner === 'lines' || inner === 'values';
  const events = shapes.map((shape) => shapeNames[shape]).join(' and ');
  const parts = [
    format === '' ? 'not read' : `read as ${format}`,
    ...(isText ? [events === '' ? 'no event that was examined' : events] : []),
    ...(isText || inner === 'csv' ? [count(lines, 'line')] : []),
    ...(matches > 0 ? [count(matches, 'match', 'matches')] : []),
    ...(problems > 0 ? [count(problems, 'problem')] : []),
  ];
  return `${sanitize(name)}: ${parts.join('; ')}`;
}

/** Every skipped file with the reason, a line each. */
export function skippedFileLines({ listed, counts }: SkippedFiles): string[] {
  const total = Object.values(counts).reduce((sum, files) => sum + files, 0);
  return [
    ...listed.map((file) => `${sanitize(file.name)}: skipped: ${sanitize(describeSkipped(file))}`),
    ...(total > listed.length ? [`${count(total - listed.length, 'more file')} skipped`] : []),
  ];
}
