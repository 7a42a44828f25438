import type { AttachedLogin } from '../case-sessions.js';
import type { EventRecord } from '../event-record.js';
import type { InboundConnection } from '../job.js';
import { attachedLogins } from './attached-logins.js';
import { type ChainOrigin, sessionOfChain } from './creators.js';
import { inboundConnection } from './inbound-connections.js';
import { type FoundJob, jobOf } from './jobs.js';
import type { ProcessChain, Processes } from './processes.js';

/** What led to a chain of processes, besides its session. */
export interface FoundOrigin {
  readonly job: FoundJob | undefined;
  /** The processes that wrote the job's file. */
  readonly writer: ProcessChain | undefined;
  readonly inbound: InboundConnection<EventRecord> | undefined;
  readonly attached: readonly AttachedLogin<EventRecord>[];
}

/**
 * @param records the host's events, in order of time.
 * @param processes those of the host.
 */
export function findOrigin(
  chain: ProcessChain,
  records: readonly EventRecord[],
  processes: Processes,
): FoundOrigin {
  const job = jobOf(chain, records);
  return {
    job,
    writer: job?.written && processes.chain(job.written),
    inbound: inboundConnection(chain, records),
    attached: attachedLogins(chain, records),
  };
}

/** An origin as a case has it. */
export function chainOrigin({ job, writer, inbound, attached }: FoundOrigin): ChainOrigin {
  const others = attached.length === 0 ? {} : { attached };
  if (job === undefined) return inbound === undefined ? others : { ...others, inbound };
  const { scheduler, events, known, written } = job;
  return {
    ...others,
    inbound,
    job: {
      scheduler,
      events,
      file: written &&
        writer && {
          path: written.event.file.path ?? '',
          known,
          time: written.event.time,
          chain: writer.links,
          reachesEntry: writer.reachesEntry,
          session: sessionOfChain(writer),
          events: [written],
        },
    },
  };
}
