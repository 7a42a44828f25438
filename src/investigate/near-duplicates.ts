import { actorOf, kindOf, subjectOf } from './event-facts.js';
import type { EventRecord } from './event-record.js';
import type { Relevance } from './search-criteria.js';
import { bootTimeOf } from './system-manager.js';

/** The key that near-duplicates share. */
export function nearDuplicateKey(kind: Relevance, { event }: EventRecord): string {
  const { process, file } = event;
  const what = kindOf(event);
  switch (kind) {
    case 'process':
      return JSON.stringify([process.entityId, what]);
    case 'file':
      return JSON.stringify([file.path, what, process.entityId ?? actorOf(event)]);
    case 'restart':
      return String(bootTimeOf(event));
    case 'already-running':
      return JSON.stringify([bootTimeOf(event), process.executable]);
    case 'login':
      return JSON.stringify([event.entryAddress ?? event.source.address, subjectOf(what, event)]);
    case 'followed-process':
    case 'nearby':
      return JSON.stringify([what, subjectOf(what, event), process.executable]);
    default:
      return JSON.stringify([what, subjectOf(what, event)]);
  }
}
