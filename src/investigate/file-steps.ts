import path from 'node:path';
import type { RelatedActivity } from './activity.js';
import type { PlantedFile } from './case.js';
import type { EndpointEvent } from './endpoint-event.js';
import { kindOf } from './event-facts.js';
import type { EventRecord } from './event-record.js';
import type { MentionedAddress } from './mentioned.js';
import { namePattern } from './steps/name-pattern.js';
import { nextSteps } from './steps/next-steps.js';

/** Maximum number of addresses in the next steps. */
const maxAddresses = 10;

/** The other hosts that the sessions and scripts of a host communicated with, or named in commands. */
export function remoteAddresses(
  activities: readonly RelatedActivity<EventRecord>[],
  mentioned: readonly MentionedAddress<EventRecord>[],
): readonly string[] {
  const addresses = activities
    .filter(({ what, relation }) => what === 'connection' && relation !== 'user')
    .flatMap(({ events }) => events.flatMap(({ event }) => remoteAddress(event) ?? []));
  const inCommands = mentioned.flatMap(({ kind, value }) => (kind === 'address' ? value : []));
  return [...new Set([...addresses, ...inCommands])].slice(0, maxAddresses);
}

/** The other end of a connection, unless it is the host itself. */
function remoteAddress(event: EndpointEvent): string | undefined {
  const { address } = kindOf(event) === 'connection-in' ? event.source : event.destination;
  const isLocal = address !== undefined && /^(?:127\.|::1$|0\.0\.0\.0$|::$)/.test(address);
  return isLocal ? undefined : address;
}

/** The next steps for a planted file. */
export function stepsFor(
  { path: file, service, events }: Pick<PlantedFile<EventRecord>, 'events' | 'path' | 'service'>,
  addresses: readonly string[],
): PlantedFile['steps'] {
  const last = events.at(-1)?.event;
  return nextSteps({
    path: file,
    name: path.posix.basename(file),
    namePattern: namePattern(path.posix.basename(file)),
    service,
    addresses,
    host: last?.host.name ?? last?.host.id,
    user: last?.user.name,
    userId: last?.user.id,
    sha256: events.findLast(({ event }) => event.file.sha256)?.event.file.sha256,
    executable: last?.process.executable,
    commandLine: last?.process.commandLine,
    pid: last?.process.pid,
    originalPath: last?.file.originalPath,
  });
}
