import { createHash } from 'node:crypto';
import * as ecs from '../event/ecs.js';
import type { Writer } from '../io/writer.js';
import { isArray, isObject, type JsonObject, type JsonValue } from '../json/value.js';
import { description } from '../rule/guide-text.js';
import type { AttackReference, RuleIdentity } from '../rule/rule.js';
import type { ScannedDocument } from '../scan/sink.js';
import { eventText } from './event-json.js';
import { fieldText, hostText, provenanceText } from './event-text.js';
import { fingerprint } from './fingerprint.js';
import type { ReportContext, Reporter } from './reporter.js';
import { safeJson, sanitize } from './sanitize.js';

/**
 * Writes each match as the alert that Elastic's detection engine would index, one per line; with a bulk index, each
 * after its action line for `_bulk`. Alerts keep the event's own fields, so a scan of alerts finds the matches again.
 *
 * Alerts are reproducible: `@timestamp` and `kibana.alert.start` are the event's time, the alert's uuid is a hash, and
 * `kibana.alert.rule.uuid`, which is random in an installation, is the rule's stable id. Facts that only an
 * installation knows (when the rule was installed and run, Kibana's version, links) are omitted.
 *
 * Source: elastic/kibana, the security solution's detection engine (build_alert) and its alert field maps.
 */
export function alertsReporter(
  writer: Writer,
  { rule: { identity }, terminal, bulk }: ReportContext,
): Reporter {
  const ruleFields = JSON.stringify(ruleFieldsOf(identity));
  return {
    match(match) {
      const parent = parentOf(match);
      const uuid = uuidOf(parent, identity);
      const fields = JSON.stringify(alertFields(match, parent, uuid, identity));
      const action =
        bulk === undefined ? '' : `${JSON.stringify({ create: { _index: bulk, _id: uuid } })}\n`;
      const alert = joinedObjects([...eventParts(match), fields, ruleFields]);
      return writer.write(safeJson(`${action}${alert}\n`, terminal));
    },
    finish() {},
  };
}

/** One JSON object with the members of several. */
function joinedObjects(objects: readonly string[]): string {
  const members = objects.map((object) => object.trim().slice(1, -1)).filter(Boolean);
  return `{${members.join(',')}}`;
}

/**
 * The event's fields as JSON, and those under `event` under their names in alerts. An event that is nested too deeply to be
 * serialized is written as it was read, including `event.kind`.
 */
function eventParts(match: ScannedDocument): string[] {
  try {
    const originals = new Map<string, string>();
    const members = Object.entries(match.event).flatMap(([key, value]) =>
      membersOf(key, value, originals),
    );
    return [`{${[...members, ...originals.values()].join(',')}}`];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [eventText(match)];
  }
}

/** The members that alerts have for the fields under `event`, by the names of these: nested or dotted, only one of each. */
type Originals = Map<string, string>;

/**
 * A field of the event as a member of the alert; none if the alert sets it.
 *
 * @param originals receives the members that alerts have for a field under `event`.
 */
function membersOf(key: string, value: JsonValue, originals: Originals): string[] {
  if (key === 'event') return [`"event":${eventFieldsText(value, originals)}`];
  if (key === 'kibana' || key.startsWith('kibana.')) return [];
  const text = JSON.stringify(value);
  if (key.startsWith('event.')) {
    addOriginal(originals, key.slice('event.'.length), text);
    if (key === 'event.kind') return [];
  }
  return [memberKey(key) + text];
}

/** The object under `event`, or each of several, without `kind`. Only of a single one are there originals. */
function eventFieldsText(value: JsonValue, originals: Originals | undefined): string {
  if (isArray(value)) {
    return `[${value.map((element) => eventFieldsText(element, undefined)).join(',')}]`;
  }
  if (!isObject(value)) return JSON.stringify(value);
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    const text = JSON.stringify(member);
    if (key !== 'kind') members.push(memberKey(key) + text);
    if (originals !== undefined) addOriginal(originals, key, text);
  }
  return `{${members.join(',')}}`;
}

function addOriginal(originals: Originals, name: string, text: string): void {
  originals.set(name, originalKey(name) + text);
}

/** How many names of members are remembered as JSON: events have the same few, unless somebody makes them up. */
const maxKeys = 1000;

/** A function that makes the beginning of a member of its name, and remembers it. */
function rememberingKeys(prefix: string): (name: string) => string {
  const keys = new Map<string, string>();
  return (name) => {
    const known = keys.get(name);
    if (known !== undefined) return known;
    const key = `${JSON.stringify(prefix + name)}:`;
    if (keys.size < maxKeys) keys.set(name, key);
    return key;
  };
}

const memberKey = rememberingKeys('');

const originalKey = rememberingKeys('kibana.alert.original_event.');

/** The alert's own fields, except those about the rule. `@timestamp` is one of the event's fields. */
function alertFields(
  { event, place: { provenance } }: ScannedDocument,
  parent: Ancestor,
  uuid: string,
  rule: RuleIdentity,
): object {
  const time = ecs.valuesOf(event, ecs.timestamp)[0];
  return {
    'event.kind': 'signal',
    'kibana.alert.ancestors': [parent],
    'kibana.alert.depth': parent.depth + 1,
    'kibana.alert.original_time': time,
    'kibana.alert.start': time,
    'kibana.alert.reason': reasonOf(event, rule),
    'kibana.alert.risk_score': rule.riskScore,
    'kibana.alert.severity': rule.severity,
    'kibana.alert.status': 'active',
    'kibana.alert.uuid': uuid,
    'kibana.alert.workflow_assignee_ids': [],
    'kibana.alert.workflow_status': 'open',
    'kibana.alert.workflow_tags': [],
    'kibana.space_ids': ['default'],
    // A label of its own, as alerts have no field for it. Missing for whole documents.
    'labels.initd_scan': provenance && provenanceText(provenance),
  };
}

/** The document that raised an alert. */
interface Ancestor extends JsonObject {
  readonly id: string;
  readonly type: 'event' | 'signal';
  readonly index: string;
  readonly depth: number;
}

/** The event as an ancestor. The fingerprint replaces a missing id, and an unknown index is empty. */
function parentOf({ event, index, id }: ScannedDocument): Ancestor {
  const signal = ecs.valuesOf(event, ecs.alertUuid)[0];
  const depth = Number(ecs.valuesOf(event, ecs.alertDepth)[0]);
  const signalDepth = Number.isSafeInteger(depth) && depth > 0 ? depth : 1;
  return {
    id: id ?? signal ?? fingerprint(event),
    type: signal === undefined ? 'event' : 'signal',
    index: index ?? '',
    depth: signal === undefined ? 0 : signalDepth,
  };
}

/** A hash of the facts from which Elastic derives its ids too. */
function uuidOf({ id, index }: Ancestor, rule: RuleIdentity): string {
  const facts = JSON.stringify([id, index, rule.id, rule.version]);
  return createHash('sha256').update(facts).digest('hex');
}

/** The alert's reason, worded as in Elastic's own alerts. */
function reasonOf(event: JsonObject, rule: RuleIdentity): string {
  const part = (label: string, text: string): string => (text === '' ? '' : ` ${label} ${text}`);
  const subject = fieldText(event, ecs.eventCategory) || 'an';
  const facts = [
    part('by process', fieldText(event, ecs.processName)),
    part('under', fieldText(event, ecs.parentName)),
    part('on file', fieldText(event, ecs.fileName)),
    part('as user', fieldText(event, ecs.userName)),
    part('at host', hostText(event)),
  ];
  return sanitize(`${subject} event${facts.join('')} raised ${rule.severity} alert ${rule.name}.`);
}

/** The fields about the rule, which are the same in every alert. */
function ruleFieldsOf(rule: RuleIdentity): object {
  return withPrefix(
    'kibana.alert.rule.',
    Object.entries({
      actions: [],
      author: [rule.author],
      category: 'Event Correlation Rule',
      consumer: 'siem',
      description,
      enabled: true,
      exceptions_list: [],
      false_positives: [],
      from: rule.schedule.from,
      immutable: true,
      indices: rule.indexPatterns,
      interval: rule.schedule.interval,
      license: rule.license,
      max_signals: rule.maxSignals,
      name: rule.name,
      producer: 'siem',
      references: rule.references,
      risk_score: rule.riskScore,
      rule_id: rule.id,
      rule_type_id: 'siem.eqlRule',
      severity: rule.severity,
      tags: rule.tags,
      threat: rule.threat.map(({ framework, tactic, techniques }) => ({
        framework,
        tactic: alertReference(tactic),
        technique: techniques.map(({ subtechniques = [], ...technique }) => ({
          ...alertReference(technique),
          ...(subtechniques.length > 0 && { subtechnique: subtechniques.map(alertReference) }),
        })),
      })),
      to: 'now',
      type: rule.type,
      uuid: rule.id,
      version: rule.version,
    }),
  );
}

function alertReference({ id, name, url }: AttackReference): object {
  return { id, name, reference: url };
}

function withPrefix<Value>(
  prefix: string,
  entries: readonly [string, Value][],
): Record<string, Value> {
  return Object.fromEntries(entries.map(([key, value]) => [prefix + key, value]));
}
