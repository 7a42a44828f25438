import { relatedRule } from '../../rule/suspicious-file-creation.js';
import type { EventKind, FileFact } from '../case.js';
import { actionOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';

const factOfKind: Readonly<Partial<Record<EventKind, FileFact['fact']>>> = {
  'file-created': 'created',
  'file-renamed': 'renamed',
  'file-changed': 'changed',
  'file-deleted': 'deleted',
};

/** What the host's events show about a file, each value once. */
export function factsOf(
  file: string,
  records: readonly EventRecord[],
): readonly FileFact<EventRecord>[] {
  const facts = new Map<string, FileFact<EventRecord>>();
  for (const record of records) {
    const { event, isRelated } = record;
    const { path, originalPath, owner, group, mode, sha256, size, entropy } = event.file;
    const isMovedAway = path !== file;
    if ((isMovedAway && originalPath !== file) || !event.categories.includes('file')) continue;
    const note = (fact: FileFact['fact'] | undefined, value: string | undefined): void => {
      if (fact === undefined || value === undefined) return;
      const key = `${fact} ${value}`;
      facts.set(key, { fact, value, events: [...(facts.get(key)?.events ?? []), record] });
    };
    note(isMovedAway ? 'deleted' : factOfKind[actionOf(event)], event.time ?? '');
    if (isMovedAway) continue;
    note('renamed-from', originalPath);
    note('owner', owner);
    note('group', group);
    note('mode', mode);
    note('sha256', sha256);
    note('size', size);
    note('entropy', entropy);
    note('header-bytes', event.file.headerBytes);
    note('related-rule', isRelated ? relatedRule.name : undefined);
  }
  return [...facts.values()];
}
