import { isProgramStart } from '../endpoint-event.js';
import { commandOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import type { MentionedAddress } from '../mentioned.js';
import { addressesIn } from './command-addresses.js';
import { type ProcessGroups, relationOf, sessionOf } from './related-activity.js';

/** Maximum number of addresses and domains of a host: the first ones. */
const maxMentioned = 200;

/**
 * The addresses and domains in the command lines of a host's sessions and scripts.
 *
 * @param records the host's events, in order of time.
 */
export function mentionedAddresses(
  records: readonly EventRecord[],
  groups: ProcessGroups,
): readonly MentionedAddress<EventRecord>[] {
  const found = new Map<string, MentionedAddress<EventRecord>>();
  for (const record of records) {
    const command = isProgramStart(record.event) ? commandOf(record.event) : undefined;
    if (command === undefined) continue;
    const relation = relationOf(record, groups);
    if (relation !== 'lineage' && relation !== 'script') continue;
    const session = relation === 'lineage' ? sessionOf(record, groups)?.number : undefined;
    for (const address of addressesIn(command)) {
      const key = JSON.stringify([address, relation, session]);
      const known = found.get(key);
      if (known === undefined && found.size >= maxMentioned) continue;
      found.set(key, {
        ...(known ?? { ...address, command, relation, session }),
        events: [...(known?.events ?? []), record],
      });
    }
  }
  return [...found.values()];
}
