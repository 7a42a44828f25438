import type { Chunks } from './input.js';

/** Transcodes UTF-16 to UTF-8 and drops the byte order mark. Invalid UTF-16 becomes U+FFFD. */
export async function* transcode(
  encoding: 'utf-16le' | 'utf-16be',
  chunks: Chunks,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield Buffer.from(text);
  }
  const rest = decoder.decode();
  if (rest !== '') yield Buffer.from(rest);
}
