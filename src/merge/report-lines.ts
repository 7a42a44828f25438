/** A report is not as this program writes it. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** A piece of a JSON report, with its JSON text: a member, or an item of a list after the empty list. */
export interface ReportPiece {
  readonly name: string;
  readonly isItem: boolean;
  readonly text: string;
}

/** Longest line of a report, in bytes. */
const maxLineBytes = 256 * 1024 * 1024;

const newline = 0x0a;

/** A member that begins a line: its name and what follows. */
const member = /^"([A-Za-z]{1,40})":(.*)$/s;

/**
 * Reads a JSON report by its lines, without keeping it: `{`, a line for each member or for each item of a list, `}`.
 *
 * @throws ReportError if it is not laid out like this, or not whole.
 */
export async function* piecesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ReportPiece> {
  let list: string | undefined;
  let state: 'before' | 'inside' | 'after' = 'before';
  for await (const line of linesOf(chunks)) {
    if (state === 'after') throw new ReportError('something follows its end');
    if (state === 'before') {
      if (line !== '{') throw new ReportError('it does not begin like one');
      state = 'inside';
      continue;
    }
    const text = line.endsWith(',') ? line.slice(0, -1) : line;
    if (list !== undefined) {
      if (text === ']') list = undefined;
      else yield { name: list, isItem: true, text };
    } else if (line === '}') {
      state = 'after';
    } else {
      const [, name, value] = member.exec(text) ?? [];
      if (name === undefined || value === undefined) {
        throw new ReportError('it is not laid out like one');
      }
      if (value === '[') list = name;
      yield { name, isItem: false, text: value === '[' ? '[]' : value };
    }
  }
  if (state === 'before') throw new ReportError('it is empty');
  if (state !== 'after') throw new ReportError('it is cut short');
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let at = buffer.indexOf(newline); at >= 0; at = buffer.indexOf(newline, from)) {
      yield Buffer.concat([...parts, buffer.subarray(from, at)]).toString();
      parts = [];
      bytes = 0;
      from = at + 1;
    }
    bytes += buffer.length - from;
    if (bytes > maxLineBytes) throw new ReportError('a line of it is too long');
    // A copy: the chunk's memory may be used again.
    if (from < buffer.length) parts.push(Buffer.from(buffer.subarray(from)));
  }
  if (bytes > 0) yield Buffer.concat(parts).toString();
}
