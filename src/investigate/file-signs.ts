import * as ecs from '../event/ecs.js';
import type { EventFields } from '../event/fields.js';
import { initCommands } from '../lead/init-commands.js';
import { executedFile, initScriptPath } from '../lead/invocation.js';
import { type EndpointEvent, hostKey, isAlert, isProgramStart } from './endpoint-event.js';
import { kindOf } from './event-facts.js';
import type { FileSign } from './file-groups.js';
import { persistenceKind } from './persistence.js';
import { namesUnder } from './relevance.js';
import { unitOf } from './units.js';

/** The files of one host that may be in a case. */
export interface CandidateHost {
  readonly key: string;
  readonly paths: readonly string[];
}

/** What an event shows to have become of files. */
export interface SignsNote {
  readonly host: string;
  /** Alerts count for every file of the host. */
  readonly signs: readonly (readonly [path: string | undefined, sign: FileSign])[];
}

interface IndexedCandidates {
  readonly byPath: ReadonlyMap<string, string>;
  readonly byUnit: ReadonlyMap<string, readonly string[]>;
}

/** Finds the signs by which the files of a case are chosen if there are too many. */
export class SignFinder {
  readonly #hosts: ReadonlyMap<string, IndexedCandidates>;

  constructor(hosts: readonly CandidateHost[]) {
    this.#hosts = new Map(hosts.map(({ key, paths }) => [key, indexOf(paths)]));
  }

  /** Whether an event of a document is about one of the files. */
  isAboutFile(document: EventFields, { host }: EndpointEvent): boolean {
    const files = this.#hosts.get(hostKey(host))?.byPath;
    return (
      files !== undefined && ecs.filePath.find(document, (path) => files.has(path)) !== undefined
    );
  }

  /** @returns undefined if the event shows nothing about any of the files. */
  find(event: EndpointEvent): SignsNote | undefined {
    const host = hostKey(event.host);
    const candidates = this.#hosts.get(host);
    if (candidates === undefined) return undefined;
    if (isAlert(event)) return { host, signs: [[undefined, 'alert']] };
    const signs = isProgramStart(event)
      ? signsOfProcess(event, candidates)
      : signsOfFile(event, candidates);
    return signs.length === 0 ? undefined : { host, signs };
  }
}

/** The signs of files, by host and path. */
export class Signs {
  readonly #files = new Map<string, Set<FileSign>>();

  add({ host, signs }: SignsNote): void {
    for (const [path, sign] of signs) {
      const key = JSON.stringify([host, path]);
      const known = this.#files.get(key);
      if (known === undefined) this.#files.set(key, new Set([sign]));
      else known.add(sign);
    }
  }

  of(host: string, path: string): readonly FileSign[] {
    const keys = [JSON.stringify([host, path]), JSON.stringify([host, undefined])];
    return keys.flatMap((key) => [...(this.#files.get(key) ?? [])]);
  }
}

function indexOf(paths: readonly string[]): IndexedCandidates {
  const byUnit = new Map<string, string[]>();
  for (const file of paths) {
    const unit = unitOf(file);
    byUnit.set(unit, [...(byUnit.get(unit) ?? []), file]);
  }
  const byPath = paths.flatMap((file) => [
    [file, file] as const,
    [initScriptPath(file), file] as const,
  ]);
  return { byPath: new Map(byPath), byUnit };
}

function signsOfProcess(
  { process }: EndpointEvent,
  { byPath, byUnit }: IndexedCandidates,
): SignsNote['signs'] {
  const run = byPath.get(executedFile(process) ?? '');
  if (run !== undefined) return [[run, 'ran']];
  return initCommands(process).flatMap(({ kind, target }): SignsNote['signs'] => {
    const sign = kind === 'enable' || kind === 'link' ? 'enabled' : 'executable';
    if (sign === 'executable' && kind !== 'make-executable') return [];
    const direct = byPath.get(target);
    const named = target.includes('/') ? [] : (byUnit.get(unitOf(target)) ?? []);
    return (direct === undefined ? named : [direct]).map((file) => [file, sign]);
  });
}

function signsOfFile(event: EndpointEvent, { byUnit }: IndexedCandidates): SignsNote['signs'] {
  const { path: file = '' } = event.file;
  const kind = persistenceKind(file);
  const isLink = kind === 'runlevel-link' || kind === 'generated-unit';
  if (!isLink || kindOf(event) === 'file-deleted') return [];
  const sign: FileSign = kind === 'runlevel-link' ? 'enabled' : 'executable';
  return namesUnder(file).flatMap((name) =>
    (byUnit.get(unitOf(name)) ?? []).map((script) => [script, sign] as const),
  );
}
