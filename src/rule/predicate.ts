import { type EventFields, Field } from '../event/fields.js';
import {
  elasticPaths,
  installerExecutables,
  installerFolders,
  installerNames,
  temporaryExtensions,
} from './allowlist.js';
import { exactly, like, likeIgnoringCase, type Matcher } from './operators.js';
import type { ClauseId, Evidence, Verdict } from './verdict.js';

/** EQL's operators, as far as the rule uses them. */
export type Operator = '==' | 'in' | ':' | 'like' | 'is null';

/** One comparison of a clause. It holds where any value of the field fits any of the patterns. */
export interface Condition {
  readonly field: Field;
  readonly operator: Operator;
  /** What the field is compared with; empty for `is null`. */
  readonly patterns: readonly string[];
  /** Whether it holds: whether there is {@link evidence}. */
  holds(document: EventFields): boolean;
  /** The value and pattern that made it hold, or undefined where it does not: logic is two-valued. */
  evidence(document: EventFields): Evidence | undefined;
}

/**
 * A clause of a rule, of the main one unless its ids say otherwise. It holds where all its conditions do, each by any
 * of its field's values.
 */
export interface Clause<Id extends string = ClauseId> {
  readonly id: Id;
  /** `requires`: must hold for a match. `excludes`: must not. */
  readonly role: 'requires' | 'excludes';
  /** What the clause says, in a few plain words. */
  readonly meaning: string;
  readonly conditions: readonly Condition[];
}

const matchers: Record<Exclude<Operator, 'is null'>, (patterns: readonly string[]) => Matcher> = {
  '==': exactly,
  in: exactly,
  ':': likeIgnoringCase,
  like,
};

/** Compiles a comparison of a field with patterns. */
export function condition(
  name: string,
  operator: Exclude<Operator, 'is null'>,
  ...patterns: readonly string[]
): Condition {
  const field = new Field(name);
  const matches = matchers[operator](patterns);
  const fits = (value: string): boolean => matches(value) !== undefined;
  return {
    field,
    operator,
    patterns,
    holds: (document) => field.find(document, fits) !== undefined,
    evidence(document) {
      const value = field.find(document, fits);
      return value === undefined
        ? undefined
        : { field: name, value, operator, pattern: matches(value) ?? value };
    },
  };
}

function isNull(name: string): Condition {
  const field = new Field(name);
  return {
    field,
    operator: 'is null',
    patterns: [],
    holds: (document) => field.first(document) === undefined,
    evidence(document) {
      return field.first(document) === undefined
        ? { field: name, value: null, operator: 'is null', pattern: null }
        : undefined;
    },
  };
}

/** A clause that has to hold for a match. */
export function requires<Id extends string>(
  id: Id,
  meaning: string,
  ...conditions: Condition[]
): Clause<Id> {
  return { id, role: 'requires', meaning, conditions };
}

/** A clause that must not hold for a match. */
export function excludes<Id extends string>(
  id: Id,
  meaning: string,
  ...conditions: Condition[]
): Clause<Id> {
  return { id, role: 'excludes', meaning, conditions };
}

/** Clause 4: what tells that an event is about the init scripts at all. */
export const underInitD: Clause = requires(
  'under-init-d',
  'the file lies under /etc/init.d/',
  condition('file.path', ':', '/etc/init.d/*'),
);

/** The rule's clauses in the rule's order: 1 to 4 required, then a to i excluded. */
export const clauses: readonly Clause[] = Object.freeze([
  requires('file-event', 'it is a file event', condition('event.category', '==', 'file')),
  requires('linux', 'the host runs Linux', condition('host.os.type', '==', 'linux')),
  requires(
    'created-or-renamed',
    'the file was created or renamed',
    condition('event.action', 'in', 'creation', 'file_create_event', 'rename', 'file_rename_event'),
  ),
  underInitD,
  excludes(
    'installer-executable',
    'a package manager or configuration tool did it',
    condition('process.executable', 'in', ...installerExecutables),
  ),
  excludes(
    'temporary-extension',
    "the file is an editor's or dpkg's temporary one",
    condition('file.extension', 'in', ...temporaryExtensions),
  ),
  excludes(
    'elastic-path',
    'the file belongs to Elastic Beats or Agent',
    condition('file.path', 'like', ...elasticPaths),
  ),
  excludes(
    'installer-folder',
    'a program from a package store or sandbox did it',
    condition('process.executable', 'like', ...installerFolders),
  ),
  excludes(
    'installer-name',
    'a known tool did it, by process name',
    condition('process.name', 'in', ...installerNames),
  ),
  excludes('no-executable', 'the executable is not known', isNull('process.executable')),
  excludes(
    'ln-runlevel-link',
    'ln made a runlevel link',
    condition('process.name', '==', 'ln'),
    condition('file.path', ':', '/etc/init.d/rc*.d/*'),
  ),
  excludes(
    'sed-temporary',
    "the file is sed's temporary one",
    condition('process.name', '==', 'sed'),
    condition('file.name', ':', 'sed*'),
  ),
  excludes(
    'perl-e2scrub',
    "the file is e2scrub's temporary one, by perl",
    condition('process.name', '==', 'perl'),
    condition('file.name', ':', 'e2scrub_all.tmp*'),
  ),
]);

/**
 * Judges one event by the rule, as Elasticsearch would have indexed and queried it.
 *
 * @param event the event's own fields.
 * @returns the verdict, with the first clause in the rule's order that decided.
 * @throws RangeError where arrays are nested deeper than the stack reaches.
 */
export function judgeEvent(event: EventFields): Verdict {
  return judgeBy(clauses, event);
}

/**
 * Judges one event by the clauses of a rule.
 *
 * @returns the verdict, with the first clause in the table's order that decided.
 * @throws RangeError where arrays are nested deeper than the stack reaches.
 */
export function judgeBy<Id extends string>(
  table: readonly Clause<Id>[],
  event: EventFields,
): Verdict<Id> {
  for (const clause of table) {
    if (clause.role === 'requires') {
      if (!holds(clause, event)) return { outcome: 'not-concerned', clause: clause.id };
    } else if (holds(clause, event)) {
      return { outcome: 'excluded', clause: clause.id, evidence: evidenceOf(clause, event) ?? [] };
    }
  }
  return { outcome: 'match' };
}

/** Whether a clause holds. */
function holds({ conditions }: Clause<string>, event: EventFields): boolean {
  return conditions.every((part) => part.holds(event));
}

/** What made a clause hold, condition by condition; undefined where it does not hold. */
export function evidenceOf(
  clause: Clause<string>,
  event: EventFields,
): readonly Evidence[] | undefined {
  const evidence: Evidence[] = [];
  for (const part of clause.conditions) {
    const found = part.evidence(event);
    if (found === undefined) return undefined;
    evidence.push(found);
  }
  return evidence;
}
