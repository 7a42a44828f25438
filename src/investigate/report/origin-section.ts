import type { Creator } from '../case.js';
import type { AttachedLogin } from '../case-sessions.js';
import type { InboundConnection, Job } from '../job.js';
import { whoSentence } from './finding-chain.js';
import {
  attachedOrigin,
  attachedWords,
  jobFileWords,
  schedulerLabels,
  sessionOrigin,
} from './origin-words.js';
import { lineIfKnown, type OutlineLine } from './outline.js';
import { commaSeparated, say, shortTime, value, words } from './sentence.js';

/** The job or request that led to a chain, if the log shows any. */
export function originLines({ job, inbound, attached = [] }: Creator): readonly OutlineLine[] {
  return [
    ...attached.map(attachedLine),
    ...(job === undefined ? [] : [jobLine(job)]),
    ...(inbound === undefined ? [] : [inboundLine(inbound)]),
  ];
}

function jobLine({ scheduler, file, events }: Job): OutlineLine {
  const label = schedulerLabels[scheduler];
  if (file === undefined) {
    return { label, text: words('unknown: the log does not show who wrote it'), events };
  }
  const origin = sessionOrigin(file.session ?? {});
  return {
    label,
    text: value(file.path),
    events: file.events,
    details: [
      {
        label: '',
        text: words(`${file.known === 'by-time' ? 'inferred: ' : ''}${jobFileWords[file.known]}`),
      },
      { label: 'written', text: commaSeparated([shortTime(file.time), say`from ${origin}`]) },
      ...lineIfKnown('written by', whoSentence(file), {
        events: file.chain.flatMap((link) => link.events),
      }),
    ],
  };
}

function attachedLine(login: AttachedLogin): OutlineLine {
  const { known, time, events } = login;
  return {
    label: 'shared',
    text: attachedOrigin(login),
    events,
    details: [
      { label: '', text: words(attachedWords[known]) },
      { label: 'time', text: shortTime(time) },
    ],
  };
}

function inboundLine({ address, port, program, before, events }: InboundConnection): OutlineLine {
  const seconds = (before / 1000).toFixed(1);
  const where = port === undefined ? value(program) : say`${program} at port ${port}`;
  return {
    label: 'request',
    text: say`from ${address} to ${where}`,
    events,
    details: [
      {
        label: '',
        text: words(`inferred: accepted ${seconds} s before the first command of the service`),
      },
    ],
  };
}
