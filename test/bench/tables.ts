import { closeSync, existsSync, openSync, renameSync, writeSync } from 'node:fs';

/** The columns of an export from Kibana's Discover. */
const columns = [
  '@timestamp agent.id data_stream.dataset event.action event.category event.created event.dataset event.id',
  'event.kind event.module event.type file.name file.path file.hash.sha256 file.size host.hostname host.id host.ip',
  'host.name host.os.full host.os.kernel host.os.type host.os.version message process.command_line',
  'process.entity_id process.executable process.name process.parent.entity_id process.pid user.id user.name',
]
  .join(' ')
  .split(' ');

/** Writes documents as a table with quoted cells, several times. */
export function writeTable(file: string, bytes: number, documents: readonly string[]): void {
  if (existsSync(file)) return;
  const rows = Buffer.from(documents.map((line) => rowOf(JSON.parse(line))).join(''));
  const descriptor = openSync(`${file}.part`, 'w');
  writeSync(descriptor, `${columns.map(cellOf).join(',')}\n`);
  for (let written = 0; written < bytes; written += rows.length) writeSync(descriptor, rows);
  closeSync(descriptor);
  renameSync(`${file}.part`, file);
}

function rowOf(document: unknown): string {
  return `${columns.map((column) => cellOf(valueAt(document, column))).join(',')}\n`;
}

function valueAt(document: unknown, column: string): unknown {
  const names = column.split('.');
  return names.reduce(
    (value: unknown, name) => (value as Record<string, unknown> | undefined)?.[name],
    document,
  );
}

function cellOf(value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value ?? '-');
  return `"${text.replaceAll('"', '""')}"`;
}
