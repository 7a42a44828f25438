import { Chalk, type ChalkInstance } from 'chalk';
import { blockRows } from '../report/event-block.js';
import { filled, quoted } from '../report/event-line.js';
import { hostLabel } from '../report/hosts.js';
import { count, timeText } from '../report/units.js';
import { type EventGroup, EventGroups, type EventSection } from './event-groups.js';
import type { Explanation } from './explanation.js';
import type { ExplainReporterFactory } from './reporter.js';
import { tableLines } from './tables.js';

/**
 * Writes the tables, then the events in groups: a section for all that have their verdict for the same reasons, in it a line
 * for equal events. Nothing is written before the end. Text is sanitized.
 */
export const explainPretty: ExplainReporterFactory = (
  writer,
  { color, rule, width, isLong = false },
) => {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const groups = new EventGroups(rule, isLong);
  return {
    event: (document, explanation, exceptions) => groups.add(document, explanation, exceptions),
    async finish(_summary, totals) {
      const tables = tableLines(totals, rule, width);
      if (tables.length > 0) await writer.write(`${tables.join('\n')}\n`);
      for (const section of groups.sections()) {
        await writer.write(`${sectionLines(section, chalk, width).join('\n')}\n\n`);
      }
    },
  };
};

function sectionLines(
  { verdict, rows, groups, events }: EventSection,
  chalk: ChalkInstance,
  width: number | undefined,
): string[] {
  const titles: Readonly<Record<Explanation['verdict'], ChalkInstance>> = {
    match: chalk.bold.red,
    excluded: chalk.bold.yellow,
    stopped: chalk.bold,
  };
  const title = titles[verdict];
  return [
    `${title(verdict)}: ${count(events, 'event')}`,
    ...blockRows(rows, chalk, width),
    ...[...groups.values()].flatMap((group) => groupLines(group, title, chalk, width)),
  ];
}

/** A group on a line: how many events, what they are about, by whom, on which hosts, when, and where the first one is. */
function groupLines(
  group: EventGroup,
  title: ChalkInstance,
  chalk: ChalkInstance,
  width: number | undefined,
): string[] {
  const { subject, deed, user, events, place, example } = group;
  const parts = [
    `${events}×`,
    subject === undefined ? 'others than are told apart here' : title(subject),
    deed,
    user,
    hostsText(group),
    timesText(group),
    events === 1 ? place : `first in ${place}`,
  ];
  const line = filled(
    parts.filter((part) => part !== ''),
    width,
    2,
  );
  const rowWidth = width === undefined ? undefined : width - 2;
  return [line, ...blockRows(example, chalk, rowWidth).map((row) => `  ${row}`)];
}

function hostsText({ hosts, moreHosts }: EventGroup): string {
  const [first = ''] = hosts;
  if (hosts.size === 1 && first === hostLabel(undefined)) return '';
  if (hosts.size <= 1 && !moreHosts) return `on ${quoted(first)}`;
  return `on ${quoted(first)} and ${moreHosts ? 'at least ' : ''}${count(hosts.size - (moreHosts ? 0 : 1), 'more host')}`;
}

function timesText({ first, last }: EventGroup): string {
  if (first === undefined) return '';
  return first === last ? timeText(first) : `${timeText(first)} to ${timeText(last)}`;
}
