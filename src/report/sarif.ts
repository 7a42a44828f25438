import { pathToFileURL } from 'node:url';
import {
  fileHash,
  filePath,
  originalPath,
  processExecutable,
  timestamp,
  userName,
} from '../event/ecs.js';
import type { Field } from '../event/fields.js';
import type { Exception } from '../filter/exceptions.js';
import type { Writer } from '../io/writer.js';
import type { JsonObject } from '../json/value.js';
import type { RuleIdentity } from '../rule/rule.js';
import type { Problem } from '../scan/finding.js';
import type { InputStatus, Match, Summary } from '../scan/sink.js';
import { BoundedList } from './bounded-list.js';
import { hostText, textOf } from './event-text.js';
import { fingerprint } from './fingerprint.js';
import type { ReportContext, Reporter } from './reporter.js';
import { safeJson, sanitize } from './sanitize.js';
import { levelOf, taxonomiesOf, toolOf } from './sarif-tool.js';
import { count } from './units.js';
import { describeFault } from './wording.js';

/**
 * Writes one SARIF 2.1.0 log with one run, for code scanning and other viewers: a result per match, suppressed where an
 * exception covers it, and problems as the run's notifications. It is written as it comes, a result a line.
 *
 * Text of events in messages is sanitised and escaped, since viewers make links and HTML of it; `properties` has it as
 * it is.
 *
 * Source: OASIS, Static Analysis Results Interchange Format (SARIF) 2.1.0.
 */
export function sarifReporter(
  writer: Writer,
  { version, rule: { identity }, terminal }: ReportContext,
): Reporter {
  const notifications = new BoundedList();
  let results = 0;
  const write = (json: string): void | Promise<void> => writer.write(safeJson(json, terminal));
  const begin = (): string =>
    '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{\n' +
    `"tool":${JSON.stringify(toolOf(identity, version))},\n"taxonomies":${JSON.stringify(taxonomiesOf(identity))},\n` +
    '"columnKind":"utf16CodeUnits",\n"results":[';
  const add = (result: object): void | Promise<void> => {
    const lead = results === 0 ? `${begin()}\n` : ',\n';
    results += 1;
    return write(`${lead}${JSON.stringify(result)}`);
  };
  return {
    match: (match) => add(resultOf(match, identity)),
    covered: (match, by) =>
      add({ ...resultOf(match, identity), suppressions: by.map(suppressionOf) }),
    problem(problem) {
      notifications.add(() => JSON.stringify(notificationOf(problem)));
    },
    finish(summary) {
      const lead = results === 0 ? begin() : '\n';
      const told = [...notifications.listed, ...closing(summary, notifications.notListed)];
      const artifacts = summary.inputs.map((input) => JSON.stringify(artifactOf(input)));
      const tail = [
        `"invocations":[{"executionSuccessful":${summary.complete},"toolExecutionNotifications":[${linesOf(told)}]}]`,
        `"artifacts":[${linesOf(artifacts)}]`,
      ];
      return write(`${lead}],\n${tail.join(',\n')}\n}]}\n`);
    },
  };
}

/** JSON values for an array, one a line. */
function linesOf(values: readonly string[]): string {
  return values.length === 0 ? '' : `\n${values.join(',\n')}\n`;
}

function resultOf(match: Match, rule: RuleIdentity): object {
  const { event, place, index, id } = match;
  const host = hostText(event) || undefined;
  const text = (field: Field): string | undefined => textOf(event, field) || undefined;
  const { position } = place;
  return {
    ruleId: rule.id,
    ruleIndex: 0,
    level: levelOf(rule),
    message: { text: messageOf(event) },
    locations: [
      {
        physicalLocation: physicalLocation(place.input, regionOf(match)),
        ...(host === undefined ? {} : { logicalLocations: [{ name: host, kind: 'host' }] }),
      },
    ],
    partialFingerprints: { 'initdScan/v1': fingerprint(event) },
    properties: {
      time: text(timestamp),
      host,
      user: text(userName),
      path: text(filePath),
      originalPath: text(originalPath),
      process: text(processExecutable),
      sha256: text(fileHash),
      index,
      id,
      position,
    },
  };
}

/** The line that holds the document, and its bytes where the line is the document. */
function regionOf({ place, json }: Match): object {
  const { line, byteOffset, position } = place;
  const bytes = position === undefined ? { byteLength: json.length } : {};
  return { startLine: line, byteOffset, ...bytes };
}

/** Says what happened, as a sentence. */
function messageOf(event: JsonObject): string {
  const part = (lead: string, text: string): string =>
    text === '' ? '' : `${lead} '${escapeMarkup(text)}'`;
  const path = part('', textOf(event, filePath));
  const verb = textOf(event, originalPath) === '' ? 'created' : 'put in place by a rename';
  const host = part(' on host', hostText(event));
  const process = part(' by', textOf(event, processExecutable));
  const user = part(' as user', textOf(event, userName));
  return `The init script${path} was ${verb}${host}${process}${user}.`;
}

function suppressionOf({ id, name, list }: Exception): object {
  const justification = `Exception '${escapeMarkup(name)}' (${escapeMarkup(id)}) of list '${escapeMarkup(list)}'.`;
  return { kind: 'external', status: 'accepted', justification };
}

function notificationOf({ severity, input, line, byteOffset, fault }: Problem): object {
  const region = line === undefined ? undefined : { startLine: line, byteOffset };
  return {
    descriptor: { id: fault.kind },
    level: severity === 'problem' ? 'error' : 'warning',
    message: { text: `${escapeMarkup(describeFault(fault))}.` },
    locations: [{ physicalLocation: physicalLocation(input, region) }],
  };
}

/** What is to be said of the run as a whole, as JSON. */
function closing({ withheld, interrupted }: Summary, problemsNotListed: number): string[] {
  const notes = [
    problemsNotListed === 0 ? [] : ['error', `${count(problemsNotListed, 'problem')} more.`],
    withheld === 0
      ? []
      : ['warning', `${count(withheld, 'match', 'matches')} more that --max-alerts kept back.`],
    interrupted ? ['error', 'The scan was interrupted.'] : [],
  ];
  return notes
    .filter((note) => note.length > 0)
    .map(([noteLevel, text]) => JSON.stringify({ level: noteLevel, message: { text } }));
}

function artifactOf({ name, bytes }: InputStatus): object {
  return { location: { uri: uriOf(name) }, length: bytes, roles: ['analysisTarget'] };
}

function physicalLocation(input: string, region: object | undefined): object {
  return { artifactLocation: { uri: uriOf(input) }, region };
}

/** An input's name as a URI: a relative reference where the name is relative, so that viewers find it in a checkout. */
function uriOf(name: string): string {
  if (name.startsWith('/')) return pathToFileURL(name).href;
  // No lone surrogate is left in what went through bytes: encoding would throw.
  const wellFormed = Buffer.from(name).toString();
  return wellFormed.split('/').map(encodeURIComponent).join('/');
}

/** What viewers of messages make links, images, HTML, mentions or placeholders of, and the quotes around values. */
const markup = /[[\]<>&`@#']|:(?=\/\/)|\.(?<=\bwww\.)|\{(?=\d\d?\})/gi;

/** Makes text safe to stand in a message: what a viewer would act on becomes a visible escape, as in `sanitize`. */
function escapeMarkup(text: string): string {
  return sanitize(text).replace(markup, (character) => {
    return `\\x${character.charCodeAt(0).toString(16)}`;
  });
}
