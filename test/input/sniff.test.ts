import { describe, expect, it, test } from 'vitest';
import { detectFormat, windowBytes } from '#dist/input/sniff.js';

const event = '{"event":{"category":["file"]},"file":{"path":"/etc/init.d/x"}}';

function utf16(text: string, isBigEndian = false): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
}

describe('the format of an input is detected from its first bytes', () => {
  test.each<[format: string, reason: string, head: string | Buffer]>([
    ['gzip', 'its magic number', Buffer.from([0x1f, 0x8b, 8, 0])],
    ['zstd', 'its magic number', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
    ['zstd', 'a skippable frame', Buffer.from([0x5a, 0x2a, 0x4d, 0x18])],
    ['utf-16le', 'its byte order mark', utf16(`\ufeff${event}`)],
    ['utf-16be', 'its byte order mark', utf16(`\ufeff${event}`, true)],
    ['utf-16le', 'its zero bytes', utf16(event)],
    ['utf-16be', 'its zero bytes', utf16(event, true)],
    ['lines', 'its emptiness', ''],
    ['lines', 'white space', ' \r\n\t\n'],
    ['lines', 'a document per line', `${event}\n${event}\n`],
    ['lines', 'NULs around a newline before a document', `\0\n\0${event}\n`],
    ['lines', 'a byte order mark before a line', `\ufeff${event}\n`],
    ['lines', 'one document without a line end', event],
    ['lines', 'a first line that is broken', `{"event":}\n${event}\n`],
    ['lines', 'a first line truncated after a value', `{"a":1\n${event}\n`],
    ['lines', 'a first line truncated after a colon', `{"a":\n${event}\n`],
    ['lines', 'a first line truncated in a string', `{"a":"b\n"c"\n`],
    ['lines', 'a truncated first line and nothing after it', '{"a":1\n'],
    ['lines', 'an array per line', `[${event}]\n[${event}]\n`],
    ['lines', 'several documents on the first of several lines', `${event}${event}\n${event}\n`],
    ['lines', 'text', 'GET / HTTP/1.1\n'],
    ['lines', 'NUL bytes, as in a truncated log', '\0\0\0\0\0\0'],
    ['values', 'a pretty-printed document', '{\n  "event": {\n'],
    ['values', 'a document whose first line ends after a value', '{"a": 1,\r\n "b": 2}'],
    ['values', 'a document in which a comma begins a line', '{"a": 1\n,"b": 2}'],
    ['values', 'a blank line inside', '{\n\n"a": 1}'],
    ['values', 'an array on several lines', `[\n${event},\n${event}\n]`],
    ['values', 'an array that begins on its first line', `[${event},\n`],
    ['values', 'a truncated array', `[${event}`],
    ['values', 'consecutive documents without a line end', `${event}${event}`],
    ['values', 'documents separated by carriage returns', `${event}\r${event}\r`],
    ['values', 'an array after white space', '\n\n  [\n1]'],
    ['csv', 'a header with fields of events', '@timestamp,"file.path","process.name"\n'],
    ['csv', 'labels chosen by the user', 'When,Script (file.path),Who (user.name)\r\n'],
    ['csv', 'another separator', '"@timestamp";"file.path"\n'],
    ['lines', 'a header of another CSV', 'time,path,name\n'],
    ['lines', 'a header with only one field', 'file.path,other\n'],
  ])('%s, from %s', (format, _, head) => {
    expect(detectFormat(Buffer.from(head), true)).toBe(format);
  });

  it('needs more bytes as long as the first ones are ambiguous', () => {
    const heads = [`${event}\n`, '{\n "a": 1}', `{"a": 1,\n\n "b"`, '@timestamp,file.path\n'];
    for (const head of [...heads, utf16(event), Buffer.from([0x28, 0xb5, 0x2f, 0xfd])]) {
      const bytes = Buffer.from(head);
      const whole = detectFormat(bytes, false);
      expect(whole).toBeDefined();
      for (let end = 0; end < bytes.length; end += 1) {
        expect([undefined, whole]).toContain(detectFormat(bytes.subarray(0, end), false));
      }
    }
  });

  it('a first line longer than the window is a response or an array to split, or one long document', () => {
    const padding = 'x'.repeat(windowBytes);
    expect(detectFormat(Buffer.from(`{"took":1,"x":"${padding}`), false)).toBe('values');
    expect(detectFormat(Buffer.from(`[{"a":"${padding}`), false)).toBe('values');
    expect(detectFormat(Buffer.from(`{"event":"${padding}`), false)).toBe('lines');
  });
});
