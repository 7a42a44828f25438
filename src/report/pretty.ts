import { Chalk, type ChalkInstance } from 'chalk';
import type { Writer } from '../io/writer.js';
import type { LeadKind } from '../lead/lead.js';
import type { ScannedDocument } from '../scan/sink.js';
import { eventBlock } from './event-block.js';
import { eventLine } from './event-line.js';
import { HostTable } from './host-table.js';
import { reasonFor } from './lead-words.js';
import type { Lead } from './leads.js';
import type { ReportContext, Reporter } from './reporter.js';
import { count } from './units.js';
import { wrapped } from './wrap.js';

/**
 * Writes each match on a line, or as a block of lines with everything about it, then a table of hosts, then the leads if
 * they are listed. On a terminal, lines wrap at its width. Text from inputs is always sanitized, even in a file, which may be
 * shown on a terminal later.
 */
export function prettyReporter(
  writer: Writer,
  { color, width, isLong = false }: ReportContext,
): Reporter {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const hosts = new HostTable();
  const { bold } = chalk;
  const titleOfMatch = bold.red;
  const textOf = (match: ScannedDocument): string =>
    isLong
      ? `${eventBlock(match, chalk, titleOfMatch, width)}\n\n`
      : `${eventLine(match, titleOfMatch, width)}\n`;
  return {
    match(match) {
      hosts.add(match);
      return writer.write(textOf(match));
    },
    finish({ withheld }, { listed, notListed }) {
      const { head, rows } = hosts.lines(width);
      const lines = [...(head === '' ? [] : [chalk.dim(head)]), ...rows];
      if (lines.length > 0 && withheld > 0) {
        lines.push(
          `not in this table: ${count(withheld, 'match', 'matches')} over the limit of --max-alerts`,
        );
      }
      const isAfterMatches = lines.length > 0 && !isLong;
      const table = lines.length === 0 ? '' : `${isAfterMatches ? '\n' : ''}${lines.join('\n')}\n`;
      const leads = leadSection(listed, notListed, { chalk, width, isLong });
      const text = [table, leads].filter(Boolean).join('\n');
      return text === '' ? undefined : writer.write(text);
    },
  };
}

interface Layout {
  readonly chalk: ChalkInstance;
  readonly width: number | undefined;
  readonly isLong: boolean;
}

/** The leads by kind, apart from the matches; empty if there are none. */
function leadSection(leads: readonly Lead[], notListed: number, layout: Layout): string {
  if (leads.length === 0) return '';
  const { chalk, width } = layout;
  const heading = 'Leads: not matches, but events beside the rule that may be planted scripts';
  const kinds = [...new Set(leads.map(({ kind }) => kind))];
  const sections = kinds.map((kind) => {
    const ofKind = leads.filter((lead) => lead.kind === kind);
    const lines = leadsOfKind(
      kind,
      ofKind.map(({ document }) => document),
      layout,
    );
    return `${lines.join('\n')}\n`;
  });
  if (notListed > 0) sections.push(`not listed: ${count(notListed, 'more lead')}\n`);
  const head = wrapped('', heading, 2, width).map((line) => chalk.bold(line));
  return `${head.join('\n')}\n\n${sections.join('\n')}`;
}

function leadsOfKind(
  kind: LeadKind,
  leads: readonly ScannedDocument[],
  { chalk, width, isLong }: Layout,
): string[] {
  const title = chalk.bold.yellow;
  return [
    ...wrapped('', `${kind}: ${reasonFor(kind)}`, 2, width),
    ...leads.map((lead) =>
      isLong ? `${eventBlock(lead, chalk, title, width)}\n` : eventLine(lead, title, width, 2),
    ),
  ];
}
