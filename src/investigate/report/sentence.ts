import { sanitize } from '../../report/sanitize.js';

/** A part of a sentence: the tool's own words, or a value from an event or input, which may contain anything. */
export type SentencePart = { readonly words: string } | { readonly value: string };

/** Text that keeps words and values apart: how a value is made safe depends on the format. */
export type Sentence = readonly SentencePart[];

/** The words for each id of a kind, so that a new id does not compile without any. */
export type Labels<Id extends string> = Readonly<Record<Id, string>>;

/** The sentence about a value, for each id of a kind. */
export type Phrases<Id extends string> = Readonly<Record<Id, (value: string) => Sentence>>;

/** Makes a sentence: the template and its numbers are words, its strings are values. */
export function say(
  template: TemplateStringsArray,
  ...filled: readonly (string | number | Sentence)[]
): Sentence {
  return template.flatMap((text, at) => [...words(text), ...partsOf(filled[at] ?? [])]);
}

function partsOf(fill: string | number | Sentence): Sentence {
  if (typeof fill === 'number') return words(String(fill));
  return typeof fill === 'string' ? value(fill) : fill;
}

/** A sentence of the tool's own words only. */
export function words(text: string): Sentence {
  return text === '' ? [] : [{ words: text }];
}

/** A sentence that is only a value. */
export function value(text: string): Sentence {
  return [{ value: text }];
}

/** A value with words before it; undefined if there is no value. */
export function sayIfKnown(before: string, text: string | undefined): Sentence | undefined {
  return text === undefined ? undefined : [...words(before), ...value(text)];
}

/** The sentences that are defined, joined by commas. */
export function commaSeparated(sentences: readonly (Sentence | undefined)[]): Sentence {
  return sentences
    .filter((sentence) => sentence !== undefined)
    .flatMap((sentence, at) => (at === 0 ? sentence : [...words(', '), ...sentence]));
}

/** Sentences, divided by semicolons. */
export function semicolons(sentences: readonly Sentence[]): Sentence {
  return joined(sentences, '; ');
}

export function joined(sentences: readonly Sentence[], separator: string): Sentence {
  return sentences.flatMap((sentence, at) =>
    at === 0 ? sentence : [...words(separator), ...sentence],
  );
}

/** Sentences as a list: `a, b and c`. */
export function listed(sentences: readonly Sentence[]): Sentence {
  const last = sentences.at(-1) ?? [];
  if (sentences.length < 2) return last;
  return say`${joined(sentences.slice(0, -1), ', ')} and ${last}`;
}

/** A time as written in the event. */
export function timeSentence(time: string | undefined): Sentence {
  return time === undefined || time === '' ? words('(no time)') : value(time);
}

/** A date and a time of the day, as most events write it. */
const dateAndTime = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:[.,]\d+)?Z$/;

/** A time as written in the event, to the second. */
export function shortTime(time: string | undefined): Sentence {
  const parts = dateAndTime.exec(time ?? '');
  return parts === null ? timeSentence(time) : words(`${parts[1]} ${parts[2]}Z`);
}

/** A time to the second, without its date if that is the one of another time. */
export function timeAfter(time: string | undefined, before: string | undefined): Sentence {
  const parts = dateAndTime.exec(time ?? '');
  const isSameDay = parts?.[1] !== undefined && dateAndTime.exec(before ?? '')?.[1] === parts[1];
  return isSameDay ? words(`${parts[2]}Z`) : shortTime(time);
}

/** Several times of one kind, abbreviated. */
export function repeatedTimes(first: string, last: string, times: number): Sentence {
  return say`${times} times, first ${timeSentence(first)}, last ${timeSentence(last)}`;
}

/** @param guard makes a value safe. */
export function renderSentence(sentence: Sentence, guard: (value: string) => string): string {
  return sentence.map((part) => ('words' in part ? part.words : guard(part.value))).join('');
}

/** A sentence as sanitized text, in which an empty value is visible. */
export function plain(sentence: Sentence): string {
  return renderSentence(sentence, (text) => (text === '' ? '(empty)' : sanitize(text)));
}
