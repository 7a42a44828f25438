import type { LeadKind } from '../lead/lead.js';
import type { LeadSummary } from './leads.js';
import { count } from './units.js';

/** What the events of a kind are, with their number, and why the rule does not report them. */
const descriptions: Readonly<
  Record<LeadKind, { readonly what: (events: number) => string; readonly why: string }>
> = {
  'red-hat-path': {
    what: (events) => `${count(events, 'creation')} under /etc/rc.d/init.d/`,
    why: 'which is /etc/init.d on Red Hat, where the rule never matches',
  },
  'other-root': {
    what: (events) => `${count(events, 'creation')} under the /etc/init.d of another root`,
    why: 'where the rule does not look',
  },
  'changed-in-place': {
    what: (events) => `${count(events, 'change')} of an existing script`,
    why: 'which the rule does not cover',
  },
  'chosen-by-attacker': {
    what: (events) =>
      `${count(events, 'event')} excluded only by what ${events === 1 ? 'its author' : 'their authors'} could choose`,
    why: '',
  },
  link: {
    what: (events) => `${count(events, 'link')} to or among init scripts`,
    why: 'of which sensors report no file event',
  },
  'no-file-event': {
    what: (events) => `${count(events, 'command')} on init scripts without a file event`,
    why: '',
  },
  'newer-version': {
    what: (events) => `${count(events, 'match', 'matches')} of the newest version of the rule`,
    why: 'but not of this one',
  },
};

/** Leads of a kind and their number, with the reason why the rule does not report them: `1 change of …, which …`. */
export function describeLeads(kind: LeadKind, events: number): string {
  const { what, why } = descriptions[kind];
  return why === '' ? what(events) : `${what(events)}, ${why}`;
}

/** The leads of a scan, by kind; empty if there are none. */
export function leadLines({ kinds, redHatHosts, areListed }: LeadSummary): string[] {
  const parts = (Object.keys(descriptions) as LeadKind[]).flatMap((kind) => {
    const found = kinds[kind];
    return found === undefined ? [] : [describeLeads(kind, found.events)];
  });
  if (parts.length === 0) return [];
  const way = areListed ? '' : ' (--leads shows them)';
  const lines = [`beside the rule: ${parts.join('; ')}${way}`];
  if (redHatHosts > 0) {
    lines.push(
      `${count(redHatHosts, 'host')} with ${redHatHosts === 1 ? 'this runs' : 'these run'} Red Hat or a relative, where the rule cannot match`,
    );
  }
  return lines;
}
