import type { CaseEvent } from '../../../case.js';
import type { RawLine } from '../islands.js';
import type { TimelineData } from '../timeline-scene.js';

/** The data in the page, each part parsed when it is first needed. */
export class PageData {
  readonly #document: Document;
  readonly #parsed = new Map<string, unknown>();

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

  raw(number: number): RawLine | undefined {
    return this.#island<Readonly<Record<string, RawLine>>>('raw')[String(number)];
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
