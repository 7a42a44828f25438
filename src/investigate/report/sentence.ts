/** A piece of a sentence: words of the tool's own, or a value that comes from an event or an input and may hold anything. */
export type Part = { readonly words: string } | { readonly value: string };

/** What is told, with words and values kept apart: how a value is made safe is the form's. */
export type Sentence = readonly Part[];

/** Makes a sentence: the template is words, as numbers are; texts put into it are values. */
export function say(
  template: TemplateStringsArray,
  ...filled: readonly (string | number | Sentence)[]
): Sentence {
  return template.flatMap((text, at): Sentence => {
    const fill = filled[at];
    return [...words(text), ...(fill === undefined ? [] : partsOf(fill))];
  });
}

/** A sentence of nothing but words of the tool's own. */
export function words(text: string): Sentence {
  return text === '' ? [] : [{ words: text }];
}

/** A sentence of nothing but a value. */
export function value(text: string): Sentence {
  return [{ value: text }];
}

/** Sentences in a row. */
export function listed(sentences: readonly Sentence[], between: string = ', '): Sentence {
  return sentences.flatMap((sentence, at) =>
    at === 0 ? sentence : [...words(between), ...sentence],
  );
}

/** The text of a sentence in a form. */
export function textOf(sentence: Sentence, guard: (value: string) => string): string {
  return sentence.map((part) => ('words' in part ? part.words : guard(part.value))).join('');
}

function partsOf(fill: string | number | Sentence): Sentence {
  if (typeof fill === 'number') return words(String(fill));
  return typeof fill === 'string' ? value(fill) : fill;
}
