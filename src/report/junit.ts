import * as ecs from '../event/ecs.js';
import type { Writer } from '../io/writer.js';
import type { RuleIdentity } from '../rule/rule.js';
import type { InputStatus, ScannedDocument } from '../scan/sink.js';
import { type SkippedFiles, skippedTotal } from '../scan/skipped-files.js';
import { BoundedList } from './bounded-list.js';
import { fieldText, hostText, locationText, placeText } from './event-text.js';
import { leadLines, listedLeadLines } from './lead-words.js';
import type { LeadSummary } from './leads.js';
import type { ReportContext, Reporter } from './reporter.js';
import { wordsFor } from './rule-words.js';
import { sanitize } from './sanitize.js';
import { describeSkipped } from './skipped.js';
import { count } from './units.js';
import { describeFault } from './wording.js';

/** Matches, and problems, of an input that are listed; the rest are counted. */
const maxPerInput = 100;

/** Leads that are listed, if they are; the rest are counted. */
const maxListedLeads = 1000;

const start = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="initd-scan">\n';

/**
 * Writes JUnit XML for CI systems: a suite per input, with a test case for the input, which has an error if there are problems,
 * and one for each match, which is a failure. No test case has both, or several of one, of which servers show only one. A suite
 * starts with its counts, so it is written when its input is done. A last suite has a skipped test case per skipped file.
 * Memory is bounded.
 */
export function junitReporter(writer: Writer, { rule }: ReportContext): Reporter {
  const { identity } = rule;
  const words = wordsFor(rule);
  let failures = new BoundedList(maxPerInput);
  /** The problems by input. */
  const errors = new Map<string, ProblemList>();
  let opening = start;
  const write = (xml: string): void | Promise<void> => {
    const text = opening + xml;
    opening = '';
    return writer.write(text);
  };
  return {
    match(match) {
      failures.add(() => failedCase(match, identity));
    },
    problem({ severity, input, line, fault }) {
      if (severity === 'warning') return;
      const location = line === undefined ? '' : `line ${line}: `;
      const problems = errors.get(input) ?? {
        kind: fault.kind,
        list: new BoundedList(maxPerInput),
      };
      errors.set(input, problems);
      problems.list.add(() => `${location}${describeFault({ input, fault }, words)}`);
    },
    inputDone(status) {
      const cases = [...failures.listed];
      const more = status.matches - cases.length;
      if (more > 0) {
        const text = count(more, 'more match', 'more matches');
        cases.push(testCase(text, element('failure', identity.id, text)));
      }
      const all = [...errors.values()];
      const text = suiteText(status, all, cases);
      failures = new BoundedList(maxPerInput);
      errors.clear();
      return write(text);
    },
    finish({ skipped }, leads) {
      // Problems that only the end of the scan shows: inputs without the other pages of their results.
      const late = [...errors].map(([name, problems]) =>
        suiteText({ name, problems: problems.list.listed.length }, [problems], []),
      );
      return write(`${late.join('')}${skippedSuite(skipped)}${leadSuite(leads)}</testsuites>\n`);
    },
  };
}

/** The problems of an input, as text, and the kind of the first. */
interface ProblemList {
  readonly kind: string;
  readonly list: BoundedList;
}

/** @param failed the test cases of the matches. */
function suiteText(
  { name, problems }: Pick<InputStatus, 'name' | 'problems'>,
  lists: readonly ProblemList[],
  failed: readonly string[],
): string {
  const counts = `tests="${1 + failed.length}" failures="${failed.length}" errors="${problems > 0 ? 1 : 0}" skipped="0"`;
  return [
    `<testsuite name="${escapeXml(name)}" ${counts}>`,
    testCase(name, problems > 0 ? errorText(problems, lists) : ''),
    ...failed,
    '</testsuite>\n',
  ].join('\n');
}

/** All problems of an input in one element. */
function errorText(problems: number, lists: readonly ProblemList[]): string {
  const listed = lists.flatMap(({ list }) => list.listed);
  const [first = count(problems, 'problem')] = listed;
  const more = problems - listed.length;
  const lines = more > 0 ? [...listed, count(more, 'more problem')] : listed;
  const message = problems === 1 ? first : `${first} (and ${problems - 1} more)`;
  const body = lines.map((line) => `${escapeXml(line)}\n`).join('');
  return element('error', lists[0]?.kind ?? 'problem', message, body);
}

/** @param result XML of what the test case has besides its name; empty if it passed. */
function testCase(name: string, result: string): string {
  const tag = `<testcase classname="initd-scan" name="${escapeXml(name)}"`;
  return result === '' ? `${tag}/>` : `${tag}>\n${result}\n</testcase>`;
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

/** The test case of a match, named by its path and place. */
function failedCase(match: ScannedDocument, rule: RuleIdentity): string {
  const name = `${fieldText(match.event, ecs.filePath)} (${placeText(match.place)})`;
  return testCase(name, failureText(match, rule));
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
