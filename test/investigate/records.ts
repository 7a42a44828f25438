import type { EventRecord } from '#dist/investigate/event-record.js';
import { recordOf } from '#dist/investigate/event-record.js';
import type { JsonObject } from '#dist/json/value.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { ScannedDocument } from '#dist/scan/sink.js';

let line = 0;

/** The record of an event, some seconds after a fixed time. */
export function record(seconds: number, fields: Readonly<Record<string, unknown>>): EventRecord {
  return recordOf(matchOf(seconds, fields), defaultRule);
}

/** The same event as a document of a scan. */
export function matchOf(
  seconds: number,
  fields: Readonly<Record<string, unknown>>,
): ScannedDocument {
  line += 1;
  const event = {
    '@timestamp': new Date(1_770_000_000_000 + seconds * 1000).toISOString(),
    'host.id': 'h1',
    'host.name': 'web-01',
    'host.os.type': 'linux',
    ...fields,
  };
  return new ScannedDocument(
    { input: 'log', line, byteOffset: 0 },
    { json: Buffer.from(JSON.stringify(event as JsonObject)) },
  );
}

/** A file that is created, or changed by another action. */
export function file(
  seconds: number,
  path: string,
  action = 'creation',
  more: Readonly<Record<string, unknown>> = {},
): EventRecord {
  return record(seconds, {
    'event.category': ['file'],
    'event.action': action,
    'file.path': path,
    'process.executable': '/usr/bin/bash',
    ...more,
  });
}

/** The start of a program, named by its first argument. */
export function exec(
  seconds: number,
  args: readonly string[],
  more: Readonly<Record<string, unknown>> = {},
): EventRecord {
  return record(seconds, {
    'event.category': ['process'],
    'event.action': 'exec',
    'process.executable': args[0]?.startsWith('/') ? args[0] : `/usr/bin/${args[0]}`,
    'process.args': args,
    'process.working_directory': '/root',
    ...more,
  });
}

/** A file that systemd's generator writes. */
export function generated(seconds: number, path: string): EventRecord {
  return file(seconds, `/run/systemd/generator.late/${path}`, 'creation', {
    'process.executable': '/usr/lib/systemd/system-generators/systemd-sysv-generator',
  });
}
