import * as ecs from '../event/ecs.js';
import type { Writer } from '../io/writer.js';
import type { RuleIdentity } from '../rule/rule.js';
import type { InputStatus, ScannedDocument } from '../scan/sink.js';
import { type SkippedFiles, skippedTotal } from '../scan/skipped-files.js';
import { BoundedList } from './bounded-list.js';
import { fieldText, hostText, locationText } from './event-text.js';
import { leadLines, listedLeadLines } from './lead-words.js';
import type { LeadSummary } from './leads.js';
import type { ReportContext, Reporter } from './reporter.js';
import { wordsFor } from './rule-words.js';
import { sanitize } from './sanitize.js';
import { describeSkipped } from './skipped.js';
import { count } from './units.js';
import { describeFault } from './wording.js';

/** Matches, and problems, that are listed per input; the rest are counted. */
const maxPerInput = 100;

/** Leads that are listed, if they are; the rest are counted. */
const maxListedLeads = 1000;

const start = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="initd-scan">\n';

/**
 * Writes JUnit XML for CI systems: per input a suite with one test case, which has a failure per match and an error per
 * problem. A suite starts with its counts, so it is written when its input is done. A last suite has a skipped test case
 * per skipped file. Memory is bounded.
 */
export function junitReporter(writer: Writer, { rule }: ReportContext): Reporter {
  const { identity } = rule;
  const words = wordsFor(rule);
  let failures = new BoundedList(maxPerInput);
  /** By input. */
  const errors = new Map<string, BoundedList>();
  let opening = start;
  const write = (xml: string): void | Promise<void> => {
    const text = opening + xml;
    opening = '';
    return writer.write(text);
  };
  return {
    match(match) {
      failures.add(() => failureText(match, identity));
    },
    problem({ severity, input, line, fault }) {
      if (severity === 'warning') return;
      const location = line === undefined ? '' : `line ${line}: `;
      const list = errors.get(input) ?? new BoundedList(maxPerInput);
      errors.set(input, list);
      list.add(() =>
        element('error', fault.kind, `${location}${describeFault({ input, fault }, words)}`),
      );
    },
    inputDone(status) {
      const parts = [...failures.listed];
      const matches = status.matches - parts.length;
      if (matches > 0) {
        parts.push(element('failure', identity.id, count(matches, 'more match', 'more matches')));
      }
      const listed = [...errors.values()].flatMap((list) => list.listed);
      parts.push(...listed);
      const problems = status.problems - listed.length;
      if (problems > 0) parts.push(element('error', 'more', count(problems, 'more problem')));
      failures = new BoundedList(maxPerInput);
      errors.clear();
      return write(suiteText(status, parts));
    },
    finish({ skipped }, leads) {
      // Problems that only the end of the scan shows: inputs without the other pages of their results.
      const late = [...errors].map(([name, { listed }]) =>
        suiteText({ name, matches: 0, problems: listed.length }, listed),
      );
      return write(`${late.join('')}${skippedSuite(skipped)}${leadSuite(leads)}</testsuites>\n`);
    },
  };
}

function suiteText(
  { name, matches, problems }: Pick<InputStatus, 'name' | 'matches' | 'problems'>,
  parts: readonly string[],
): string {
  const title = escapeXml(name);
  const counts = `tests="1" failures="${matches > 0 ? 1 : 0}" errors="${problems > 0 ? 1 : 0}" skipped="0"`;
  return [
    `<testsuite name="${title}" ${counts}>`,
    `<testcase classname="initd-scan" name="${title}">`,
    ...parts,
    '</testcase>\n</testsuite>\n',
  ].join('\n');
}

/** A suite of the skipped files; those over the limit are only counted. Empty if none was skipped. */
function skippedSuite(skipped: SkippedFiles): string {
  const total = skippedTotal(skipped);
  if (total === 0) return '';
  const cases = skipped.listed.map(
    (file) =>
      `<testcase classname="initd-scan" name="${escapeXml(file.name)}"><skipped message="${escapeXml(describeSkipped(file))}"/></testcase>`,
  );
  const notListed = total - cases.length;
  if (notListed > 0) {
    const name = count(notListed, 'more file');
    cases.push(`<testcase classname="initd-scan" name="${name}"><skipped/></testcase>`);
  }
  return [
    `<testsuite name="skipped files" tests="${cases.length}" failures="0" errors="0" skipped="${cases.length}">`,
    ...cases,
    '</testsuite>\n',
  ].join('\n');
}

/** A suite without tests that counts the leads, and lists them if they are listed. Empty if there are none. */
function leadSuite(leads: LeadSummary): string {
  const lines = [...leadLines(leads), ...listedLeadLines(leads, maxListedLeads)];
  if (lines.length === 0) return '';
  return [
    '<testsuite name="beside the rule" tests="0" failures="0" errors="0" skipped="0">',
    `<system-out>${lines.map(escapeXml).join('\n')}</system-out>`,
    '</testsuite>\n',
  ].join('\n');
}

function failureText({ event, place, index, id }: ScannedDocument, rule: RuleIdentity): string {
  const rows: readonly (readonly [label: string, text: string])[] = [
    ['time', fieldText(event, ecs.timestamp)],
    ['host', hostText(event)],
    ['user', fieldText(event, ecs.userName)],
    ['process', fieldText(event, ecs.processExecutable)],
    ['command', fieldText(event, ecs.processCommandLine)],
    ['file', fieldText(event, ecs.filePath)],
    ['from', fieldText(event, ecs.originalPath)],
    ['sha256', fieldText(event, ecs.fileHash)],
    ['source', locationText(place)],
    ['index', index ?? ''],
    ['id', id ?? ''],
  ];
  const text = rows
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label.padEnd(8)} ${escapeXml(value)}\n`)
    .join('');
  const message = `${rule.name}: ${fieldText(event, ecs.filePath)}`;
  return element('failure', rule.id, message, text);
}

/** @param body XML, already escaped. */
function element(name: 'failure' | 'error', type: string, message: string, body = ''): string {
  const tag = `<${name} type="${type}" message="${escapeXml(message)}"`;
  return body === '' ? `${tag}/>` : `${tag}>\n${body}</${name}>`;
}

/** Characters that XML 1.0 reserves, and two code points that it forbids; `sanitize` replaces the others. */
const special = /[&<>"'\ufffe\uffff]/g;

/** Makes text safe in attributes and between tags. Control characters and lone surrogates are sanitized. */
function escapeXml(text: string): string {
  return sanitize(text).replace(special, (character) => {
    const code = character.charCodeAt(0);
    return code > 0xff ? `\\u{${code.toString(16)}}` : `&#${code};`;
  });
}
