import { relatedRule } from '../../rule/suspicious-file-creation.js';
import type { FileFact } from '../case.js';
import { actionOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import type { Draft } from './boot.js';

/** The fields that tell something of the file itself. */
const fileFields = {
  owner: 'owner',
  group: 'group',
  mode: 'mode',
  sha256: 'sha256',
  size: 'size',
  entropy: 'entropy',
  headerBytes: 'header-bytes',
} as const;

/** What the host's events tell of a file, each value once. */
export function factsOf(file: string, records: readonly EventRecord[]): readonly Draft<FileFact>[] {
  const facts = new Map<string, Draft<FileFact>>();
  const note = (fact: FileFact['fact'], value: string | undefined, record: EventRecord): void => {
    if (value === undefined) return;
    const key = `${fact} ${value}`;
    facts.set(key, { fact, value, records: [...(facts.get(key)?.records ?? []), record] });
  };
  for (const record of records) {
    const { event } = record;
    const isOfFile = event.file.path === file || event.file.originalPath === file;
    if (!isOfFile || !event.categories.includes('file')) continue;
    const time = event.time ?? '';
    const kind = actionOf(event);
    if (event.file.path !== file) note('deleted', time, record);
    else if (kind === 'file-created') note('created', time, record);
    else if (kind === 'file-renamed') note('renamed', time, record);
    else if (kind === 'file-changed') note('changed', time, record);
    else if (kind === 'file-deleted') note('deleted', time, record);
    if (event.file.path !== file) continue;
    note('renamed-from', event.file.originalPath, record);
    for (const [field, fact] of Object.entries(fileFields)) {
      note(fact, event.file[field as keyof typeof fileFields], record);
    }
    if (record.isRelated) note('related-rule', relatedRule.name, record);
  }
  return [...facts.values()];
}
