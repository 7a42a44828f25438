import path from 'node:path';
import type { ChainLink } from '../case.js';
import { kindOf } from '../event-facts.js';
import type { EventRecord } from '../event-record.js';
import type { InboundConnection } from '../job.js';
import { maxRequestMs } from '../search-criteria.js';
import { isLoopback } from './address.js';
import { programOf } from './inferred-session.js';
import type { ProcessChain } from './processes.js';
import { isService } from './service-shells.js';
import { sinceOf } from './since.js';

/** Servers that pass requests on to others on the same host. */
const frontends =
  /^(?:apache2?|caddy|envoy|h2o|haproxy|httpd|lighttpd|nginx|traefik|varnishd)[\d.]*$/;

/** Programs that answer requests as well as do other things. */
const runtimes = /^(?:dotnet|java|node|nodejs|puma|ruby[\d.]*)$/;

/** Programs in Python that answer requests. */
const pythonServers = /\b(?:celery|daphne|flask|gunicorn|hypercorn|runserver|uvicorn|uwsgi)\b/;

/** Whether a process answers requests from a network. */
export function isNetworkService(link: ChainLink<unknown>): boolean {
  const name = path.posix.basename(programOf(link) ?? '');
  return (
    isService(name) ||
    runtimes.test(name) ||
    (/^python/.test(name) && pythonServers.test(link.commandLine ?? ''))
  );
}

/** What a network service did first in a chain: the service, and when its command started. */
interface ServiceCommand {
  readonly service: ChainLink<EventRecord>;
  readonly since: number;
}

/** The first command of a network service in a chain, or what the service itself wrote. */
function serviceCommand({ match, links }: ProcessChain): ServiceCommand | undefined {
  const at = links.findLastIndex(
    (link, index) =>
      isNetworkService(link) && (index === 0 || !isNetworkService(links[index - 1] ?? link)),
  );
  const [service, command] = [links[at], links[at - 1]];
  if (service === undefined) return undefined;
  const since = command === undefined ? match.event.milliseconds : sinceOf(command);
  return since === undefined ? undefined : { service, since };
}

/** When a request must have arrived that led to a chain, in milliseconds since 1970. */
export function arrivalOf(chain: ProcessChain): number | undefined {
  return chain.session?.event.entryAddress === undefined ? serviceCommand(chain)?.since : undefined;
}

/**
 * The connection that most likely brought the request that led to a chain: the last one before the command that the
 * service accepted, or a server in front of it.
 *
 * @param records the host's events, in order of time.
 */
export function inboundConnection(
  chain: ProcessChain,
  records: readonly EventRecord[],
): InboundConnection<EventRecord> | undefined {
  const since = arrivalOf(chain);
  const command = serviceCommand(chain);
  if (since === undefined || command === undefined) return undefined;
  const ids = new Set(chain.links.flatMap(({ entityId }) => entityId ?? []));
  const service = programName(programOf(command.service));
  const accepted = records.filter(({ event }) => {
    const { milliseconds, source, process } = event;
    if (kindOf(event) !== 'connection-in' || milliseconds === undefined) return false;
    const delay = since - milliseconds;
    const isInTime = delay >= 0 && delay <= maxRequestMs;
    if (!isInTime || source.address === undefined || isLoopback(source.address)) return false;
    const name = programName(programOf(process));
    return ids.has(process.entityId ?? '') || name === service || frontends.test(name);
  });
  const ownLast = accepted.findLast(({ event }) => ids.has(event.process.entityId ?? ''));
  const record = ownLast ?? accepted.at(-1);
  const address = record?.event.source.address;
  if (record === undefined || address === undefined) return undefined;
  return {
    address,
    port: record.event.destination.port,
    program: programOf(record.event.process) ?? '',
    time: record.event.time,
    before: since - (record.event.milliseconds ?? since),
    events: [record],
  };
}

/** The name of a program without its version. */
function programName(program: string | undefined): string {
  return path.posix.basename(program ?? '').replace(/[\d.]+$/, '');
}
