import { isObject, ownString, parsed } from '../json/value.js';

/** What the beginning of a report says, and all of its bytes. */
export interface RuleReading {
  /** The label of the revision of the rule; undefined if the beginning does not name one. */
  readonly label: string | undefined;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Bytes in which a report must name the rule. */
const maxBytes = 64 * 1024;

/** Reads which revision of the rule a report is by: its third line says so. */
export async function readRule(chunks: AsyncIterable<Uint8Array>): Promise<RuleReading> {
  const iterator = chunks[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let text = '';
  while (text.length < maxBytes && text.split('\n').length <= 3) {
    const { done, value } = await iterator.next();
    if (done) break;
    // A copy: the chunk's memory may be used again.
    read.push(Uint8Array.from(value));
    text += Buffer.from(value).toString('latin1');
  }
  return { label: labelIn(text.split('\n')[2] ?? ''), chunks: rest(read, iterator) };
}

async function* rest(
  read: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* read;
  for (;;) {
    const { done, value } = await iterator.next();
    if (done) return;
    yield value;
  }
}

function labelIn(line: string): string | undefined {
  const [, json = ''] = /^"rule":(.*?),?$/.exec(line) ?? [];
  const rule = parsed(json);
  return isObject(rule) ? ownString(rule, 'label') : undefined;
}
