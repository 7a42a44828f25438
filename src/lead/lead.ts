import { eventAction, filePath, originalPath, processExecutable } from '../event/ecs.js';
import type { EventFields, Field } from '../event/fields.js';
import type { JsonObject } from '../json/value.js';
import type { Condition } from '../rule/clause.js';
import { evaluate, evidenceOf, isInScope, type Verdict } from '../rule/evaluate.js';
import { fieldsOf, type Rule } from '../rule/rule.js';
import { attackerChooses } from './attacker-choice.js';
import { isInitDirectory, otherInitDirectory, scriptPath, unpacksImage } from './init-directory.js';
import type { ScriptCommand } from './script-command.js';

/** Why the rule does not report an event that concerns init scripts although nothing shows that it is harmless. */
export type LeadKind =
  /** A script was created under /etc/rc.d/init.d/, which is /etc/init.d on Red Hat and its relatives. */
  | 'red-hat-path'
  /** A script was created in the directory of init scripts of another root. */
  | 'other-root'
  /** An existing script was changed. */
  | 'changed-in-place'
  /** The rule excludes the event only by what its author is free to choose. */
  | 'chosen-by-attacker'
  /** A link was made to or in a directory of init scripts, of which sensors report no file event. */
  | 'link'
  /** A command made or registered a script, and there is no file event of it. */
  | 'no-file-event'
  /** The newest version of the rule matches the event. */
  | 'newer-version';

/** What is known of an event besides the rule's verdict. */
export interface LeadNote {
  /** Undefined if the event is no lead: a match, or the removal of a temporary file. */
  readonly kind: LeadKind | undefined;
  /** Whether the file is a temporary one, which matters only if it stays: see {@link ends}. */
  readonly isTemporary: boolean;
  /** The temporary file that this event renames or removes. */
  readonly ends: string | undefined;
  /** The scripts whose creation, renaming or change the event shows, if leads of all kinds are searched for. */
  readonly scripts?: readonly string[];
  /** The command that the event shows, which may be a lead. */
  readonly command?: ScriptCommand;
}

/** What a note tells about other events, if its own is not wanted. */
export function aboutOthers(note: LeadNote): LeadNote {
  const { command: _, ...others } = note;
  return { ...others, kind: undefined };
}

/** The fields that leads are found by, besides the rule's. */
export const leadFields: readonly Field[] = [originalPath, processExecutable];

/** Exclusions of temporary files, whose names an attacker can choose too. */
const temporaryClauses: ReadonlySet<string> = new Set(['temporary-extension', 'sed-temporary']);

/** Names of the temporary files of editors, sed and dpkg. */
const temporaryName = /^(?:.*\.(?:swpx?|swx|dpkg-(?:new|remove))|sed[A-Za-z\d]{6})$/s;

/** Actions after which a script is what it was before, or gone. */
const withoutChange = /delet|remov|unlink|open|access|read|exec|clos/i;

/** What remains of a rule's verdict if what an attacker may choose does not count. */
interface Assessment {
  readonly isReported: boolean;
  readonly isTemporary: boolean;
}

/**
 * Finds the leads among single events: those that {@link LeadKind} names, except links and commands without a file event.
 *
 * What the rule would exclude under /etc/init.d/ is no lead in another directory either, except by what its author is
 * free to choose.
 */
export class LeadFinder {
  readonly #rule: Rule;
  readonly #newest: Rule | undefined;
  readonly #fields: readonly Field[];

  /** @param newest the revision whose matches are leads; undefined if only the rule's own files are searched for. */
  constructor(rule: Rule, newest?: Rule) {
    this.#rule = rule;
    this.#newest = newest;
    this.#fields = fieldsOf(rule);
  }

  /** What there is to note about a match; undefined if nothing. */
  ofMatch(event: EventFields): LeadNote | undefined {
    const ends = renamedFile(event);
    return ends === undefined ? undefined : { kind: undefined, isTemporary: false, ends };
  }

  /**
   * The lead that an event is; undefined if it is none. The rule does not match it.
   *
   * @param verdict the rule's verdict on it.
   */
  find(
    event: EventFields,
    verdict: Verdict = evaluate(this.#rule.clauses, event),
  ): LeadNote | undefined {
    const path = filePath.first(event);
    if (path === undefined) return undefined;
    const removed = removedFile(event, path);
    if (removed !== undefined) return { kind: undefined, isTemporary: false, ends: removed };
    const found = isInScope(this.#rule, event, verdict)
      ? this.#inRulesDirectory(event, path, verdict)
      : this.#inOtherDirectory(event);
    if (found !== undefined) return { ...found, ends: renamedFile(event) };
    const isNewer =
      this.#newest !== undefined && evaluate(this.#newest.clauses, event).outcome === 'match';
    return isNewer ? { kind: 'newer-version', isTemporary: false, ends: undefined } : undefined;
  }

  #inRulesDirectory(
    event: EventFields,
    path: string,
    verdict: Verdict,
  ): Omit<LeadNote, 'ends'> | undefined {
    const isExcluded = verdict.outcome === 'excluded';
    // Most are excluded by one clause, because of the path of an installer.
    if (isExcluded ? !verdict.evidence.every(attackerChooses) : !isChange(event)) return undefined;
    const assessed = this.#assess(isExcluded ? event : this.#asCreation(event, path));
    if (!assessed.isReported) return undefined;
    return {
      kind: isExcluded ? 'chosen-by-attacker' : 'changed-in-place',
      isTemporary: assessed.isTemporary,
    };
  }

  #inOtherDirectory(event: EventFields): Omit<LeadNote, 'ends'> | undefined {
    const path = filePath.find(event, (value) => otherInitDirectory(value) !== undefined);
    const directory = path === undefined ? undefined : otherInitDirectory(path);
    if (path === undefined || directory === undefined) return undefined;
    // Only lines that mention something in the directory are certain to be read otherwise.
    if (this.#newest === undefined && isInitDirectory(path)) return undefined;
    if (unpacksImage(processExecutable.first(event), path)) return undefined;
    const isCreation = eventAction.find(event, this.#isCreation) !== undefined;
    if (!isCreation && !isChange(event)) return undefined;
    const assessed = this.#assess(this.#asCreation(event, directory.equivalent));
    if (!assessed.isReported) return undefined;
    return {
      kind: isCreation ? directory.kind : 'changed-in-place',
      isTemporary: assessed.isTemporary,
    };
  }

  readonly #isCreation = (action: string): boolean =>
    this.#rule.clauses.some(({ role, conditions }) =>
      conditions.some(
        ({ field, patterns }) =>
          role === 'requires' && field.name === eventAction.name && patterns.includes(action),
      ),
    );

  #assess(event: EventFields): Assessment {
    let isTemporary = false;
    for (const clause of this.#rule.clauses) {
      const evidence = evidenceOf(clause, event);
      const isReported =
        clause.role === 'requires'
          ? evidence !== undefined
          : evidence === undefined || clause.conditions.every((part) => isChosen(part, event));
      if (!isReported) return { isReported, isTemporary };
      if (evidence !== undefined && temporaryClauses.has(clause.id)) isTemporary = true;
    }
    return { isReported: true, isTemporary };
  }

  /** What an event would be if it had created the file in the rule's directory. */
  #asCreation(event: EventFields, path: string): JsonObject {
    const values = this.#fields.map((field): [string, string[]] => [
      field.name,
      field.values(event),
    ]);
    const executables = processExecutable.values(event);
    return {
      ...Object.fromEntries(values),
      [filePath.name]: path,
      [eventAction.name]: 'creation',
      // Where the root was not reached, the path of the program begins with a dot too.
      [processExecutable.name]: executables.map((file) => file.replace(/^\.(?=\/)/, '')),
    };
  }
}

/** Whether an attacker can choose all values that make a condition hold, which holds. */
export function isChosen(condition: Condition, event: EventFields): boolean {
  const { field, operator } = condition;
  if (operator === 'is null') return attackerChooses({ field: field.name, value: null });
  return field
    .values(event)
    .filter((value) => condition.holds({ [field.name]: value }))
    .every((value) => attackerChooses({ field: field.name, value }));
}

/** Whether an event changes a file that exists. */
function isChange(event: EventFields): boolean {
  const actions = eventAction.values(event);
  return actions.length > 0 && !actions.some((action) => withoutChange.test(action));
}

/** The scripts whose creation, renaming or change an event shows, by their paths under /etc/init.d/. */
export function scriptsShownBy(event: EventFields): readonly string[] {
  const paths = [...filePath.values(event), ...originalPath.values(event)];
  const scripts = paths.flatMap((path) => scriptPath(path) ?? []);
  return scripts.length > 0 && isChange(event) ? scripts : [];
}

/** The temporary file in a directory of init scripts that an event renames; undefined if it does not rename one. */
function renamedFile(event: EventFields): string | undefined {
  return originalPath.find(event, isTemporaryFile);
}

/** The temporary file in a directory of init scripts that an event removes; undefined if it does not remove one. */
function removedFile(event: EventFields, path: string): string | undefined {
  if (!isTemporaryFile(path)) return undefined;
  return eventAction.find(event, (action) => /^(?:file_)?delet/i.test(action)) && path;
}

function isTemporaryFile(path: string): boolean {
  return path.includes('init.d/') && temporaryName.test(path.slice(path.lastIndexOf('/') + 1));
}
