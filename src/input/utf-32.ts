import type { Chunks } from './input.js';

const replacement = 0xfffd;

/** Code points to convert at a time: they are arguments of a call. */
const sliceLength = 8192;

/** Transcodes UTF-32 to UTF-8 and drops the byte order mark. Invalid UTF-32 becomes U+FFFD. */
export async function* transcodeUtf32(
  encoding: 'utf-32le' | 'utf-32be',
  chunks: Chunks,
): AsyncGenerator<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = true;
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const length = bytes.length - (bytes.length % 4);
    rest = bytes.subarray(length);
    const points: number[] = [];
    for (let at = 0; at < length; at += 4) {
      const point = encoding === 'utf-32le' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
      if (!isFirst || point !== 0xfeff) points.push(isScalar(point) ? point : replacement);
      isFirst = false;
    }
    for (let at = 0; at < points.length; at += sliceLength) {
      yield Buffer.from(String.fromCodePoint(...points.slice(at, at + sliceLength)));
    }
  }
  if (rest.length > 0) yield Buffer.from(String.fromCodePoint(replacement));
}

function isScalar(point: number): boolean {
  return point < 0xd800 || (point > 0xdfff && point <= 0x10ffff);
}
