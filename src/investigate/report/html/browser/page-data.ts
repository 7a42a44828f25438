import type { CaseEvent } from '../../../case.js';
import { chunkLength, type RawLine } from '../raw-lines.js';
import type { TimelineData } from '../timeline-scene.js';

type RawLines = Readonly<Record<string, RawLine>>;

/** The data in the page, each part parsed when it is first needed. */
export class PageData {
  readonly #document: Document;
  readonly #parsed = new Map<string, unknown>();
  readonly #rawLines = new Map<number, RawLines>();

  constructor(document: Document) {
    this.#document = document;
  }

  /** The case's events, in the order of their numbers. */
  get events(): readonly CaseEvent[] {
    return this.#island<{ readonly events: readonly CaseEvent[] }>('case').events;
  }

  /** The name of an event's host. */
  hostOf({ host, hostName }: CaseEvent): string {
    const { hosts } = this.#island<{ readonly hosts: readonly { readonly name?: string }[] }>(
      'case',
    );
    return hostName ?? hosts[host ?? -1]?.name ?? '';
  }

  /** The timeline of a host's section, from 1. */
  timeline(number: number): TimelineData | null {
    return this.#island<readonly (TimelineData | null)[]>('timelines')[number - 1] ?? null;
  }

  /** Undefined if the page does not contain it. */
  async raw(number: number): Promise<RawLine | undefined> {
    const chunk = Math.floor((number - 1) / chunkLength);
    let lines = this.#rawLines.get(chunk);
    if (lines === undefined) {
      const island = this.#document.getElementById(`raw${chunk}`);
      lines = island === null ? {} : await decompressed(island.textContent ?? '');
      this.#rawLines.set(chunk, lines);
    }
    return lines[String(number)];
  }

  #island<T>(id: string): T {
    let value = this.#parsed.get(id);
    if (value === undefined) {
      value = JSON.parse(this.#document.getElementById(id)?.textContent ?? 'null');
      this.#parsed.set(id, value);
    }
    return value as T;
  }
}

async function decompressed(base64: string): Promise<RawLines> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(stream).json()) as RawLines;
}
