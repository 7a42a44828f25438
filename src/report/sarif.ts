import { pathToFileURL } from 'node:url';
import * as ecs from '../event/ecs.js';
import type { Field } from '../event/fields.js';
import type { Exception } from '../filter/exceptions.js';
import type { Writer } from '../io/writer.js';
import type { JsonObject } from '../json/value.js';
import type { RuleIdentity } from '../rule/rule.js';
import type { Problem } from '../scan/finding.js';
import type { ScannedDocument, Summary } from '../scan/sink.js';
import { type SkippedFile, skippedTotal } from '../scan/skipped-files.js';
import { BoundedList } from './bounded-list.js';
import { isRenamed } from './event-line.js';
import { fieldText, hostText, subjectText } from './event-text.js';
import { fingerprint } from './fingerprint.js';
import { JsonDocument, jsonList, listMember, valueMember } from './json-document.js';
import { rememberingLast } from './last-result.js';
import { leadLines, reasonFor } from './lead-words.js';
import type { Lead, LeadSummary } from './leads.js';
import type { ReportContext, Reporter } from './reporter.js';
import { type RuleWords, wordsFor } from './rule-words.js';
import { sanitize } from './sanitize.js';
import { leadRuleId, levelOf, taxonomiesOf, toolOf } from './sarif-tool.js';
import { describeSkipped, grownPhrase } from './skipped.js';
import { count } from './units.js';
import { describeFault } from './wording.js';

/**
 * Writes one SARIF 2.1.0 log with one run, for code scanning and other viewers: a result per match, including those
 * that exceptions suppress, and per lead if they are listed, and problems as notifications of the run. Each result is written immediately, on its own
 * line.
 *
 * Text from events is sanitized and escaped in messages, which viewers turn into links and HTML, and unchanged in
 * `properties`.
 *
 * Source: OASIS, Static Analysis Results Interchange Format (SARIF) 2.1.0.
 */
export function sarifReporter(
  writer: Writer,
  { version, rule, terminal }: ReportContext,
): Reporter {
  const { identity } = rule;
  const words = wordsFor(rule);
  const notifications = new BoundedList();
  const document = new JsonDocument(writer, terminal, {
    start: '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{',
    members: [
      valueMember('tool', toolOf(identity, version)),
      valueMember('taxonomies', taxonomiesOf(identity)),
      valueMember('columnKind', 'utf16CodeUnits'),
    ],
    list: 'results',
    end: '}]}',
  });
  return {
    match: (match) => document.add(JSON.stringify(matchResult(match, identity))),
    suppressed(match, exceptions) {
      const suppressions = exceptions.map(suppressionOf);
      return document.add(JSON.stringify({ ...matchResult(match, identity), suppressions }));
    },
    problem(problem) {
      notifications.add(() => JSON.stringify(notificationOf(problem, words)));
    },
    async finish(summary, leads) {
      for (const lead of leads.listed) await document.add(JSON.stringify(leadResult(lead)));
      const listed = [
        ...notifications.listed,
        ...summary.skipped.listed.map((file) => JSON.stringify(skippedNote(file))),
        ...runNotes(summary, notifications.notListed, leads),
      ];
      const artifacts = summary.inputs.map(({ name, bytes }) =>
        JSON.stringify({
          location: { uri: uriOf(name) },
          length: bytes,
          roles: ['analysisTarget'],
        }),
      );
      return document.close([
        `"invocations":[{"executionSuccessful":${summary.complete},"toolExecutionNotifications":${jsonList(listed)}}]`,
        listMember('artifacts', artifacts),
      ]);
    },
  };
}

function matchResult(match: ScannedDocument, rule: RuleIdentity): object {
  const message = { text: messageOf(match.event) };
  return { ruleId: rule.id, ruleIndex: 0, level: levelOf(rule), message, ...resultOf(match) };
}

function leadResult({ kind, document }: Lead): object {
  const { event } = document;
  const about = `'${escapeMarkup(subjectText(event))}'${messagePart(' on host', hostText(event))}`;
  const message = { text: `Lead (${kind}): ${about}; ${reasonFor(kind)}.` };
  const result = resultOf(document, { kind });
  return { ruleId: leadRuleId, ruleIndex: 1, level: 'note', message, ...result };
}

/** What the results for matches and for leads have in common. */
function resultOf(
  { event, place, json, index, id }: ScannedDocument,
  properties: object = {},
): object {
  const { input, line, byteOffset, position, provenance } = place;
  // The JSON of a document that is part of a larger value is not the bytes of its line.
  const byteLength = position === undefined && provenance === undefined ? json.length : undefined;
  const host = hostText(event) || undefined;
  const text = (field: Field): string | undefined => fieldText(event, field) || undefined;
  return {
    locations: [
      {
        physicalLocation: physicalLocation(input, { startLine: line, byteOffset, byteLength }),
        logicalLocations: host === undefined ? undefined : [{ name: host, kind: 'host' }],
      },
    ],
    partialFingerprints: fingerprintsOf(event),
    properties: {
      ...properties,
      time: text(ecs.timestamp),
      host,
      user: text(ecs.userName),
      path: text(ecs.filePath),
      originalPath: text(ecs.originalPath),
      process: text(ecs.processExecutable),
      sha256: text(ecs.fileHash),
      index,
      id,
      position,
      provenance,
    },
  };
}

/**
 * What results of several runs are told apart by. GitHub reads only `primaryLocationLineHash`, a hash and the number of its
 * occurrence, and computes it from the text of the line if it is missing: then a result would be a new one wherever the event
 * was exported in another way.
 */
function fingerprintsOf(event: JsonObject): object {
  const whole = fingerprint(event);
  return { 'initdScan/v1': whole, primaryLocationLineHash: `${whole.slice(0, 16)}:1` };
}

/** A part of a sentence, omitted without a text. */
function messagePart(words: string, text: string): string {
  return text === '' ? '' : `${words} '${escapeMarkup(text)}'`;
}

/** Describes the event in a sentence. */
function messageOf(event: JsonObject): string {
  const part = messagePart;
  const path = part('', fieldText(event, ecs.filePath));
  const verb = isRenamed(event) ? 'renamed' : 'created';
  const from = part(' from', fieldText(event, ecs.originalPath));
  const host = part(' on host', hostText(event));
  const process = part(' by', fieldText(event, ecs.processExecutable));
  const user = part(' as user', fieldText(event, ecs.userName));
  return `The init script${path} was ${verb}${from}${host}${process}${user}.`;
}

function suppressionOf({ id, name, list }: Exception): object {
  const justification = `Exception '${escapeMarkup(name)}' (${escapeMarkup(id)}) in list '${escapeMarkup(list)}'.`;
  return { kind: 'external', status: 'accepted', justification };
}

function notificationOf(
  { severity, input, line, byteOffset, fault }: Problem,
  words: RuleWords,
): object {
  const region = line === undefined ? undefined : { startLine: line, byteOffset };
  return {
    descriptor: { id: fault.kind },
    level: severity === 'problem' ? 'error' : 'warning',
    message: { text: `${escapeMarkup(describeFault({ input, fault }, words))}.` },
    locations: [{ physicalLocation: physicalLocation(input, region) }],
  };
}

function skippedNote(file: SkippedFile): object {
  return {
    descriptor: { id: `skipped-${file.reason}` },
    level: 'note',
    message: { text: `The file was skipped: ${escapeMarkup(describeSkipped(file))}.` },
    locations: [{ physicalLocation: physicalLocation(file.name, undefined) }],
  };
}

/** Notifications about the run as a whole, as JSON. */
function runNotes(
  { withheld, interrupted, skipped, grown }: Summary,
  problemsNotListed: number,
  leads: LeadSummary,
): string[] {
  const problems = `${count(problemsNotListed, 'more problem')}.`;
  const matches = `${count(withheld, 'more match', 'more matches')} over the limit of --max-alerts.`;
  const notListed = skippedTotal(skipped) - skipped.listed.length;
  const notes = [
    { applies: problemsNotListed > 0, level: 'error', text: problems },
    { applies: withheld > 0, level: 'warning', text: matches },
    {
      applies: notListed > 0,
      level: 'note',
      text: `${count(notListed, 'more file')} skipped.`,
    },
    { applies: grown > 0, level: 'note', text: `${grownPhrase(grown)}.` },
    ...leadLines(leads).map((line) => ({ applies: true, level: 'note', text: `${line}.` })),
    { applies: interrupted, level: 'error', text: 'The scan was interrupted.' },
  ];
  return notes
    .filter(({ applies }) => applies)
    .map(({ level, text }) => JSON.stringify({ level, message: { text } }));
}

function physicalLocation(input: string, region: object | undefined): object {
  return { artifactLocation: { uri: uriOf(input) }, region };
}

/** An input's name as a URI. A relative name becomes a relative reference, which viewers resolve in a checkout. */
const uriOf = rememberingLast((name) => {
  if (name.startsWith('/')) return pathToFileURL(name).href;
  // Conversion to bytes replaces lone surrogates, on which encodeURIComponent would throw.
  const wellFormed = Buffer.from(name).toString();
  return wellFormed.split('/').map(encodeURIComponent).join('/');
});

/** Characters that viewers turn into links, images, HTML, mentions or placeholders, and the quotes around values. */
const markup = /[[\]<>&`@#']|:(?=\/\/)|\.(?<=\bwww\.)|\{(?=\d\d?\})/gi;

/** Makes text safe in a message: these characters become visible escapes, as in `sanitize`. */
function escapeMarkup(text: string): string {
  return sanitize(text).replace(markup, (character) => {
    return `\\x${character.charCodeAt(0).toString(16)}`;
  });
}
