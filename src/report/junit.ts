import {
  fileHash,
  filePath,
  originalPath,
  processCommandLine,
  processExecutable,
  timestamp,
  userName,
} from '../event/ecs.js';
import type { Writer } from '../io/writer.js';
import type { RuleIdentity } from '../rule/rule.js';
import type { InputStatus, Match } from '../scan/sink.js';
import { BoundedList } from './bounded-list.js';
import { hostText, locationText, textOf } from './event-text.js';
import type { ReportContext, Reporter } from './reporter.js';
import { sanitize } from './sanitize.js';
import { count } from './units.js';
import { describeFault } from './wording.js';

/** Matches, and problems, of an input that are told one by one; the rest are counted. */
const perInput = 100;

/**
 * Writes JUnit XML, for CI systems: a suite with one test case per input, in it a failure per match and an error per
 * problem. A suite is written when its input is through, since its counts stand before it; so memory does not grow with
 * the inputs, and within one input it is bounded.
 */
export function junitReporter(writer: Writer, { rule }: ReportContext): Reporter {
  let failures = new BoundedList(perInput);
  let errors = new BoundedList(perInput);
  let begun = false;
  const begin = (): string => {
    const lead = begun
      ? ''
      : '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="initd-scan">\n';
    begun = true;
    return lead;
  };
  return {
    match(match) {
      failures.add(() => failureText(match, rule.identity));
    },
    problem({ severity, line, fault }) {
      if (severity === 'warning') return;
      const place = line === undefined ? '' : `line ${line}: `;
      errors.add(() => element('error', fault.kind, `${place}${describeFault(fault)}`));
    },
    inputDone(status) {
      const parts = [
        ...failures.listed,
        ...rest(
          'failure',
          rule.identity.id,
          status.matches - failures.listed.length,
          'match',
          'matches',
        ),
        ...errors.listed,
        ...rest('error', 'more', status.problems - errors.listed.length, 'problem', 'problems'),
      ];
      failures = new BoundedList(perInput);
      errors = new BoundedList(perInput);
      return writer.write(`${begin()}${suiteText(status, parts)}`);
    },
    finish: () => writer.write(`${begin()}</testsuites>\n`),
  };
}

function suiteText({ name, matches, problems }: InputStatus, parts: readonly string[]): string {
  const title = escapeXml(name);
  const counts = `tests="1" failures="${matches > 0 ? 1 : 0}" errors="${problems > 0 ? 1 : 0}" skipped="0"`;
  return [
    `<testsuite name="${title}" ${counts}>`,
    `<testcase classname="initd-scan" name="${title}">`,
    ...parts,
    '</testcase>\n</testsuite>\n',
  ].join('\n');
}

function failureText({ event, place, index, id }: Match, rule: RuleIdentity): string {
  const rows: readonly (readonly [label: string, text: string])[] = [
    ['time', textOf(event, timestamp)],
    ['host', hostText(event)],
    ['user', textOf(event, userName)],
    ['process', textOf(event, processExecutable)],
    ['command', textOf(event, processCommandLine)],
    ['file', textOf(event, filePath)],
    ['was', textOf(event, originalPath)],
    ['sha256', textOf(event, fileHash)],
    ['found', locationText(place)],
    ['index', index ?? ''],
    ['id', id ?? ''],
  ];
  const text = rows
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label.padEnd(8)} ${escapeXml(value)}\n`)
    .join('');
  const message = `${rule.name}: ${textOf(event, filePath)}`;
  return element('failure', rule.id, message, text);
}

/** A count of those that were not told one by one, where there are any. */
function rest(
  name: 'failure' | 'error',
  type: string,
  number: number,
  one: string,
  several: string,
): string[] {
  return number > 0 ? [element(name, type, `${count(number, one, several)} more`)] : [];
}

/** A failure or error; `body` is XML already. */
function element(name: 'failure' | 'error', type: string, message: string, body = ''): string {
  const start = `<${name} type="${type}" message="${escapeXml(message)}"`;
  return body === '' ? `${start}/>` : `${start}>\n${body}</${name}>`;
}

/** What cannot stand in XML 1.0 as it is, once text is sanitised: its own signs, and two code points it forbids. */
const special = /[&<>"'\ufffe\uffff]/g;

/** Makes text safe to stand in XML, in attributes and between tags. Controls and lone surrogates are sanitised. */
function escapeXml(text: string): string {
  return sanitize(text).replace(special, (character) => {
    const code = character.charCodeAt(0);
    return code > 0xff ? `\\u{${code.toString(16)}}` : `&#${code};`;
  });
}
