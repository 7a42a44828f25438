import type { LeadSummary } from '../../report/leads.js';
import { completenessLine } from '../../report/summary.js';
import { count } from '../../report/units.js';
import type { Case, HostCase } from '../case.js';
import type { CaseScope } from '../file-groups.js';
import { type CaseContext, partsIn } from './case-context.js';
import { applicableNotes, leftOutText } from './gaps.js';
import { caseParts } from './parts.js';
import type { Sentence } from './sentence.js';
import { stillThere } from './still-there.js';

/** What is missing from the case, and whether the scan is complete. */
export function endingOf(
  { hosts, leftOut, limits, scope }: Case,
  context: CaseContext,
): readonly Sentence[] {
  const { summary, leads, foldsParts } = context;
  const { hosts: mostHosts, filesPerHost, files, matchesLeftOut } = limits;
  return applicableNotes([
    [hosts.length === 0 && scope === undefined, nothingText(leads)],
    [
      scope !== undefined && hosts.length === 0,
      scope === undefined ? '' : scopeText(scope, hosts.length),
    ],
    [
      matchesLeftOut > 0 && foldsParts === true && leftOut.files.length === 0,
      `Not in this case: ${leftOutText(matchesLeftOut, leads)}; it covers at most ${mostHosts} hosts, ${filesPerHost} files per host and ${files} files, those that matter most first.`,
    ],
    [
      matchesLeftOut > 0 && foldsParts !== true,
      `Not in this case: ${leftOutText(matchesLeftOut, leads)}. A case covers at most ${mostHosts} hosts, ${filesPerHost} files per host, ${files} files and a limited number of creators per file, with the first and the last match of each. If there are more, those that ran, are enabled, are executable or raised alerts come first, then what is rare; among equals, the choice does not depend on order or time.`,
    ],
    [
      true,
      [
        `The scan is ${completenessLine(summary, leads)}.`,
        hosts.length > 0 ? foldedText(hosts, context) : '',
      ]
        .filter(Boolean)
        .join(' '),
    ],
  ]);
}

/** What else there is to read, and how. */
function foldedText(hosts: readonly HostCase[], context: CaseContext): string {
  const has = partsIn(context);
  const names = caseParts.filter((part) => !has(part));
  const isLarge = hosts.length > 1 || hosts.some(({ files }) => files.length > 1);
  const narrow = isLarge ? '; --host and --path narrow it down' : '';
  if (context.foldsParts) return `More: --parts ${names.join(', ')}, or all in full${narrow}.`;
  return names.includes('steps') ? 'What to do next: --parts steps.' : '';
}

/** What is damaged, left out or beside the rule. */
export function firstNotes(
  { hosts, leftOut, scope, limits }: Case,
  { summary, leads }: CaseContext,
): readonly Sentence[] {
  const { files } = leftOut;
  const others = new Set(files.map(({ host }) => host)).size;
  if (hosts.length === 0) return [];
  return [
    ...stillThere(hosts),
    ...applicableNotes([
      [!summary.complete, `The scan is ${completenessLine(summary, leads)}.`],
      [
        files.length > 0,
        `Left out: ${count(files.length, 'file')} on ${count(others, 'host')}, named under “Left out of this case”.`,
      ],
      [
        files.length === 0 && limits.matchesLeftOut > 0,
        `Left out: ${leftOutText(limits.matchesLeftOut, leads)}.`,
      ],
      [scope !== undefined, scope === undefined ? '' : scopeText(scope, hosts.length)],
      [
        leads.events > 0 && !leads.areListed,
        `Maybe planted, too, but not matched by the rule: ${count(leads.events, 'event')} (--leads shows them).`,
      ],
    ]),
  ];
}

/** That a case is about some hosts and paths only: nothing there says nothing about others. */
function scopeText({ matchesOutside }: CaseScope, hosts: number): string {
  const outside = count(matchesOutside, 'match or lead', 'matches and leads');
  const found =
    hosts === 0 ? 'Nothing to investigate' : 'The case is only about what was asked for';
  return `${found}: --host and --path leave out ${outside}.`;
}

function nothingText({ events, areListed }: LeadSummary): string {
  if (areListed)
    return 'Nothing to investigate: the rule matched no events, and there are no leads.';
  const nothing = 'Nothing to investigate: the rule matched no events.';
  return events === 0
    ? nothing
    : `${nothing} Use --leads to investigate ${events === 1 ? 'the lead' : `the ${events} leads`}.`;
}
