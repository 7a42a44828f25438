import { relatedRule } from '../../rule/suspicious-file-creation.js';
import type { EventKind, FileFact } from '../case.js';
import { actionOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import { editsOf } from './edits.js';

const factOfKind: Readonly<Partial<Record<EventKind, FileFact['fact']>>> = {
  'file-created': 'created',
  'file-renamed': 'renamed',
  'file-changed': 'changed',
  'file-deleted': 'deleted',
};

/** The facts that an edit consists of. */
const ofEdits: ReadonlySet<FileFact['fact']> = new Set([
  'changed',
  'created',
  'deleted',
  'renamed',
  'renamed-from',
]);

/** What the host's events show about a file, without duplicates. */
export function factsOf(
  file: string,
  records: readonly EventRecord[],
): readonly FileFact<EventRecord>[] {
  const facts = new Map<string, FileFact<EventRecord>>();
  const edits = editsOf(file, records);
  for (const record of records) {
    const { event, isRelated } = record;
    const { path, originalPath, owner, group, mode, sha256, size, entropy } = event.file;
    const isMovedAway = path !== file;
    if ((isMovedAway && originalPath !== file) || !event.categories.includes('file')) continue;
    const add = (fact: FileFact['fact'] | undefined, value: string | undefined): void => {
      if (fact === undefined || value === undefined) return;
      const key = `${fact} ${value}`;
      const events = [...(facts.get(key)?.events ?? []), record];
      const isEdit = ofEdits.has(fact) && events.every((one) => edits.has(one));
      facts.set(key, { fact, value, events, isEdit: isEdit || undefined });
    };
    add(isMovedAway ? 'deleted' : factOfKind[actionOf(event)], event.time ?? '');
    if (isMovedAway) continue;
    add('renamed-from', originalPath);
    add('owner', owner);
    add('group', group);
    add('mode', mode);
    add('sha256', sha256);
    add('size', size);
    add('entropy', entropy);
    add('header-bytes', event.file.headerBytes);
    add('related-rule', isRelated ? relatedRule.name : undefined);
  }
  return [...facts.values()];
}
