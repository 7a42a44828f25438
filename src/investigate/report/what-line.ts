import type { FileFact, HostCase, PlantedFile } from '../case.js';
import type { EventNumber } from '../shown.js';
import { sameContents } from './alike-line.js';
import { isRemoved } from './boot-line.js';
import { earlierWords, kindSentence, leadSentence } from './file-section.js';
import { lineOf, type OutlineLine } from './outline.js';
import { isOfMatch, plantingFacts } from './planting.js';
import { type Sentence, say, semicolons, shortTime, words } from './sentence.js';

/** Copies that the line lists. */
const maxCopies = 3;

interface Statement {
  readonly text: Sentence;
  readonly events: readonly EventNumber[];
}

/**
 * What the file is, and what became of it.
 *
 * @param hasGroup whether another line says how many hosts have the same contents.
 */
export function whatLine(
  file: PlantedFile,
  { surroundings }: HostCase,
  hasGroup: boolean,
): readonly OutlineLine[] {
  const { path, facts, leads = [], earlier, copies = [], prevalence } = file;
  const locked = surroundings.filter(
    ({ what, subject }) =>
      what === 'command' && /\bchattr\s+(?:-\S+\s+)*\+\w*i/.test(subject) && subject.includes(path),
  );
  const { hash } = prevalence;
  const all: readonly Statement[] = [
    ...leads.map((lead) => ({
      text: say`beside the rule: ${leadSentence(lead)}`,
      events: lead.events,
    })),
    ...(earlier === undefined ? [] : [{ text: earlierSentence(file), events: earlier.events }]),
    ...facts.flatMap((fact) => factSentence(fact, file)),
    ...locked.slice(0, 1).map(({ events }) => ({ text: words('immutable by chattr'), events })),
    ...copies.slice(0, maxCopies).map(({ path: copy, host, events }) => ({
      text: host === undefined ? say`also at ${copy}` : say`also at ${copy} on ${host}`,
      events,
    })),
    ...(hash === undefined || hash.count < 2 || hasGroup
      ? []
      : [
          {
            text: sameContents(hash),
            events: hash.events,
          },
        ]),
    ...unknownContents(file),
  ];
  return [lineOf('WHAT', semicolons(all.map(({ text }) => text)), all)];
}

/** That the file was there before. What an editor did with it then is part of the edit. */
function earlierSentence({ earlier, facts }: PlantedFile): Sentence {
  if (earlier === undefined) return [];
  const isEdit = facts.some(
    ({ isEdit: is, events }) => is && earlier.events.some((event) => events.includes(event)),
  );
  return words(isEdit ? 'there before' : `there before: ${earlierWords[earlier.value]}`);
}

function factSentence(one: FileFact, file: PlantedFile): readonly Statement[] {
  const { fact, value: text, events, isEdit } = one;
  const { facts } = file;
  const at = facts.indexOf(one);
  switch (fact) {
    case 'header-bytes':
      return [{ text: kindSentence(text), events }];
    case 'mode':
      return [{ text: say`mode ${text}`, events }];
    case 'renamed-from':
      return isEdit ? [] : [{ text: movedSentence(one, file), events }];
    case 'deleted': {
      const isAgain = facts.slice(at).some((later) => plantingFacts.has(later.fact));
      // The line about a start at boot says that the file is gone.
      if (isEdit || (!isAgain && isRemoved(file.boot))) return [];
      const removed = say`removed ${shortTime(text)}`;
      return [{ text: isAgain ? say`${removed}, then written again` : removed, events }];
    }
    default:
      return [];
  }
}

/** That the file was moved to its place; what was there before is gone. */
function movedSentence(one: FileFact, file: PlantedFile): Sentence {
  const { value: from, events } = one;
  if (!isOfMatch(one, file)) return say`earlier: moved from ${from}`;
  const before = file.facts.slice(0, file.facts.indexOf(one));
  const moved = before.findLast(
    ({ fact, events: shown }) =>
      fact === 'renamed' && shown.some((event) => events.includes(event)),
  );
  const last = before.findLast(
    (fact) => fact !== moved && (fact.fact === 'deleted' || plantingFacts.has(fact.fact)),
  );
  return last === undefined || last.fact === 'deleted' || moved === undefined
    ? say`moved from ${from}`
    : say`replaced ${shortTime(moved.value)} by ${from}, moved here`;
}

/** That a file was created, if the log has no more about it. */
function unknownContents(file: PlantedFile): readonly Statement[] {
  const kinds = new Set(file.facts.map(({ fact }) => fact));
  if (kinds.has('header-bytes')) return [];
  const created = file.facts.find((one) => one.fact === 'created' && isOfMatch(one, file));
  const what = kinds.has('sha256') || kinds.has('size') ? 'type' : 'contents';
  const isTold =
    (kinds.has('deleted') && !isRemoved(file.boot)) ||
    kinds.has('renamed-from') ||
    file.earlier !== undefined;
  const how = created === undefined || isTold ? '' : 'created, ';
  return [{ text: words(`${how}${what} not in the log`), events: created?.events ?? [] }];
}
