import { createHash } from 'node:crypto';
import {
  alertDepth,
  alertUuid,
  eventCategory,
  fileName,
  parentName,
  processName,
  timestamp,
  userName,
  valuesOf,
} from '../event/ecs.js';
import type { Writer } from '../io/writer.js';
import { isArray, isObject, type JsonObject, type JsonValue, own } from '../json/value.js';
import { description } from '../rule/guide-text.js';
import type { RuleIdentity } from '../rule/rule.js';
import type { Match } from '../scan/sink.js';
import { eventText } from './event-json.js';
import { hostText, textOf } from './event-text.js';
import { fingerprint } from './fingerprint.js';
import type { ReportContext, Reporter } from './reporter.js';
import { safeJson, sanitize } from './sanitize.js';

/**
 * Writes each match as the alert that Elastic's detection engine would index for it, one a line; with a bulk index,
 * each after the action line that `_bulk` takes. The event's own fields stay, so a scan of alerts finds them again.
 *
 * There is no clock and no chance in it: `@timestamp` and `kibana.alert.start` are the event's time, the alert's uuid
 * is a hash, and `kibana.alert.rule.uuid`, which an installation draws by lot, is the rule's stable id. What only an
 * installation can know (when the rule was installed and run, Kibana's version, links) is left out.
 *
 * Source: elastic/kibana, the security solution's detection engine (build_alert) and its alert field maps.
 */
export function alertsReporter(
  writer: Writer,
  { rule: { identity }, terminal, bulk }: ReportContext,
): Reporter {
  const write = (json: string): void | Promise<void> => writer.write(safeJson(json, terminal));
  const ruleFields = JSON.stringify(ruleFieldsOf(identity));
  return {
    match(match) {
      const parent = parentOf(match);
      const uuid = uuidOf(parent, identity);
      const action =
        bulk === undefined ? '' : `${JSON.stringify({ create: { _index: bulk, _id: uuid } })}\n`;
      const fields = JSON.stringify(alertFields(match, parent, uuid, identity));
      return write(`${action}${alertText(match, fields, ruleFields)}\n`);
    },
    problem() {},
    finish() {},
  };
}

/**
 * The alert's JSON: the event, and the alert's fields after it. An event nested too deeply to be written anew stands as
 * it came in, also its `event.kind`.
 */
function alertText(match: Match, ...fields: readonly string[]): string {
  const parts = [...eventParts(match), ...fields];
  return `{${parts
    .map((object) => object.trim().slice(1, -1))
    .filter(Boolean)
    .join(',')}}`;
}

/** The event as JSON objects: its own fields, and what it says of itself as an alert keeps it. */
function eventParts(match: Match): string[] {
  const { event } = match;
  try {
    return [JSON.stringify(ownFields(event)), JSON.stringify(originalEvent(event))];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [eventText(match)];
  }
}

/** The event's fields, without those that an alert has of its own. */
function ownFields(event: JsonObject): JsonObject {
  const kept = Object.entries(event).filter(([key]) => !/^kibana(?:\.|$)|^event\.kind$/.test(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, key === 'event' ? withoutKind(value) : value]),
  );
}

/** The object under `event`, or each of several, without `kind`. */
function withoutKind(value: JsonValue): JsonValue {
  if (isArray(value)) return value.map(withoutKind);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'kind'));
}

/** The alert's own fields, but for those of the rule. Its `@timestamp` is the event's, which stands in it already. */
function alertFields({ event }: Match, parent: Ancestor, uuid: string, rule: RuleIdentity): object {
  const time = valuesOf(event, timestamp)[0];
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
  };
}

/** The document that an alert is about. */
interface Ancestor extends JsonObject {
  readonly id: string;
  readonly type: 'event' | 'signal';
  readonly index: string;
  readonly depth: number;
}

/** The event as an ancestor. One without an id has its fingerprint for one; an index that is not known is empty. */
function parentOf({ event, index, id }: Match): Ancestor {
  const signal = valuesOf(event, alertUuid)[0];
  return {
    id: id ?? signal ?? fingerprint(event),
    type: signal === undefined ? 'event' : 'signal',
    index: index ?? '',
    depth: signal === undefined ? 0 : depthOf(valuesOf(event, alertDepth)[0]),
  };
}

/** An alert's own depth: 1 where it does not say one. */
function depthOf(text: string | undefined): number {
  const depth = Number(text);
  return Number.isSafeInteger(depth) && depth > 0 ? depth : 1;
}

/** As long as the ids that Elastic makes of the same facts: 64 hexadecimal digits. */
function uuidOf({ id, index }: Ancestor, rule: RuleIdentity): string {
  const facts = JSON.stringify([id, index, rule.id, rule.version]);
  return createHash('sha256').update(facts).digest('hex');
}

/** What the event says of itself under `event`, whether nested or dotted. */
function originalEvent(event: JsonObject): JsonObject {
  const nested = own(event, 'event');
  const members = [
    ...(isObject(nested) ? Object.entries(nested) : []),
    ...Object.entries(event)
      .filter(([key]) => key.startsWith('event.'))
      .map(([key, value]) => [key.slice('event.'.length), value] as const),
  ];
  return Object.fromEntries(
    members.map(([key, value]) => [`kibana.alert.original_event.${key}`, value]),
  );
}

/** What happened, in a sentence, in the order in which Elastic's own alerts tell it. */
function reasonOf(event: JsonObject, rule: RuleIdentity): string {
  const part = (label: string, text: string): string => (text === '' ? '' : ` ${label} ${text}`);
  const subject = textOf(event, eventCategory) || 'an';
  const facts = [
    part('by process', textOf(event, processName)),
    part('under', textOf(event, parentName)),
    part('on file', textOf(event, fileName)),
    part('as user', textOf(event, userName)),
    part('at host', hostText(event)),
  ];
  return sanitize(`${subject} event${facts.join('')} raised ${rule.severity} alert ${rule.name}.`);
}

/** What Elastic's engine knows of the rule: the same for every alert. */
function ruleFieldsOf(rule: RuleIdentity): object {
  const fields = {
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
      tactic: { id: tactic.id, name: tactic.name, reference: tactic.url },
      technique: techniques.map(({ id, name, url }) => ({ id, name, reference: url })),
    })),
    to: 'now',
    type: rule.type,
    uuid: rule.id,
    version: rule.version,
  };
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [`kibana.alert.rule.${key}`, value]),
  );
}
