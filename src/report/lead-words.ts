import * as ecs from '../event/ecs.js';
import type { LeadKind } from '../lead/lead.js';
import { fieldText, hostText, subjectText } from './event-text.js';
import type { Lead, LeadSummary } from './leads.js';
import { sanitize } from './sanitize.js';
import { count } from './units.js';

/** What the events of a kind are, with their number, and why the rule does not report them. */
const descriptions: Readonly<
  Record<LeadKind, { readonly what: (events: number) => string; readonly why: string }>
> = {
  'red-hat-path': {
    what: (events) => `${count(events, 'creation')} under /etc/rc.d/init.d/`,
    why: '/etc/init.d on Red Hat; the rule never matches there',
  },
  'other-root': {
    what: (events) => `${count(events, 'creation')} under the /etc/init.d of another root`,
    why: 'the rule does not look there',
  },
  'changed-in-place': {
    what: (events) => `${count(events, 'change')} of an existing script`,
    why: 'the rule covers only creations and renames',
  },
  'chosen-by-attacker': {
    what: (events) =>
      `${count(events, 'event')} excluded only by what ${events === 1 ? 'its author' : 'their authors'} could choose`,
    why: '',
  },
  link: {
    what: (events) => `${count(events, 'link')} among init scripts`,
    why: 'sensors report no file events of links',
  },
  'no-file-event': {
    what: (events) => `${count(events, 'command')} on init scripts without a file event`,
    why: '',
  },
  'newer-version': {
    what: (events) => `${count(events, 'match', 'matches')} of the newest version of the rule`,
    why: 'not of this one',
  },
};

const leadKinds = Object.keys(descriptions) as readonly LeadKind[];

/** Leads of a kind and their number, with the reason why the rule does not report them: `1 change of … (…)`. */
function describeLeads(kind: LeadKind, events: number): string {
  const { what, why } = descriptions[kind];
  return why === '' ? what(events) : `${what(events)} (${why})`;
}

const reasons: Readonly<Record<LeadKind, string>> = {
  'red-hat-path':
    'the rule looks under /etc/init.d/ only, which on Red Hat is a link to /etc/rc.d/init.d',
  'other-root': 'the rule looks under /etc/init.d/ only, and not under another root',
  'changed-in-place': 'the rule covers only scripts that are created or renamed',
  'chosen-by-attacker': 'the rule excludes it, only by what its author is free to choose',
  link: 'sensors report no file events of links',
  'no-file-event': 'no file event shows the script',
  'newer-version': 'the newest version of the rule matches it, but not this one',
};

/** Why the rule does not report a lead of a kind. */
export function reasonFor(kind: LeadKind): string {
  return reasons[kind];
}

/** The leads of a scan, by kind; empty if there are none. */
export function leadLines({ kinds, redHatHosts, areListed }: LeadSummary): string[] {
  const parts = leadKinds.flatMap((kind) => {
    const found = kinds[kind];
    return found === undefined ? [] : [describeLeads(kind, found.events)];
  });
  if (parts.length === 0) return [];
  const way = areListed ? '' : '; run again with --leads to list them';
  const lines = [`beside the rule: ${parts.join('; ')}${way}`];
  if (redHatHosts > 0) {
    lines.push(
      `${count(redHatHosts, 'host')} with leads ${redHatHosts === 1 ? 'runs' : 'run'} Red Hat or a relative: the rule could not match scripts under /etc/rc.d/init.d/ there`,
    );
  }
  return lines;
}

/** The leads that are listed, one line each: kind, time, host, and what happened to what by which program. */
export function listedLeadLines(
  { listed, notListed }: LeadSummary,
  limit: number = Number.POSITIVE_INFINITY,
): string[] {
  const lines = listed.slice(0, limit).map(leadLine);
  const more = listed.length - lines.length + notListed;
  if (more > 0) lines.push(`${count(more, 'more lead')} not listed`);
  return lines;
}

function leadLine({ kind, document: { event } }: Lead): string {
  const by = fieldText(event, ecs.processExecutable) || fieldText(event, ecs.processName);
  const parts = [fieldText(event, ecs.timestamp), hostText(event), subjectText(event)];
  return sanitize(
    [`lead ${kind}:`, ...parts, by === '' ? '' : `by ${by}`].filter(Boolean).join(' '),
  );
}
