import { describe, expect, it, test } from 'vitest';
import { responseKeys } from '#dist/export/shapes.js';
import { detectFormat, windowBytes } from '#dist/input/sniff.js';
import { ScanKernel } from '#dist/scan/kernel/scan-kernel.js';

const event = '{"event":{"category":["file"]},"file":{"path":"/etc/init.d/x"}}';

function utf16(text: string, isBigEndian = false): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
}

describe('an input is recognised by its first bytes', () => {
  test.each<[form: string, why: string, head: string | Buffer]>([
    ['gzip', 'its magic number', Buffer.from([0x1f, 0x8b, 8, 0])],
    ['zstd', 'its magic number', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
    ['zstd', 'a skippable frame', Buffer.from([0x5a, 0x2a, 0x4d, 0x18])],
    ['utf-16le', 'its mark', utf16(`\ufeff${event}`)],
    ['utf-16be', 'its mark', utf16(`\ufeff${event}`, true)],
    ['utf-16le', 'its zero bytes', utf16(event)],
    ['utf-16be', 'its zero bytes', utf16(event, true)],
    ['lines', 'nothing in it', ''],
    ['lines', 'white space', ' \r\n\t\n'],
    ['lines', 'a document a line', `${event}\n${event}\n`],
    ['lines', 'a mark before a line', `\ufeff${event}\n`],
    ['lines', 'one document without a line end', event],
    ['lines', 'a first line that is broken', `{"event":}\n${event}\n`],
    ['lines', 'a first line that is cut behind a value', `{"a":1\n${event}\n`],
    ['lines', 'a first line that is cut behind a colon', `{"a":\n${event}\n`],
    ['lines', 'a first line that is cut in a string', `{"a":"b\n"c"\n`],
    ['lines', 'a first line that is cut, and nothing behind it', '{"a":1\n'],
    ['lines', 'an array a line', `[${event}]\n[${event}]\n`],
    ['lines', 'several documents on a first line of many', `${event}${event}\n${event}\n`],
    ['lines', 'text', 'GET / HTTP/1.1\n'],
    ['lines', 'NUL bytes where a log was cut', '\0\0\0\0\0\0'],
    ['values', 'a pretty-printed document', '{\n  "event": {\n'],
    ['values', 'a document whose first line ends behind a value', '{"a": 1,\r\n "b": 2}'],
    ['values', 'a document whose comma begins a line', '{"a": 1\n,"b": 2}'],
    ['values', 'a blank line inside', '{\n\n"a": 1}'],
    ['values', 'an array over several lines', `[\n${event},\n${event}\n]`],
    ['values', 'an array that begins on its first line', `[${event},\n`],
    ['values', 'an array that is cut', `[${event}`],
    ['values', 'documents one after another without a line end', `${event}${event}`],
    ['values', 'documents behind carriage returns', `${event}\r${event}\r`],
    ['values', 'white space before it', '\n\n  [\n1]'],
    ['csv', 'a header with our fields', '@timestamp,"file.path","process.name"\n'],
    ['csv', 'labels of the user’s own', 'When,Script (file.path),Who (user.name)\r\n'],
    ['csv', 'another separator', '"@timestamp";"file.path"\n'],
    ['lines', 'a header of something else', 'time,path,name\n'],
    ['lines', 'a header with one field only', 'file.path,other\n'],
  ])('%s, by %s', (form, _, head) => {
    expect(detectFormat(Buffer.from(head), true)).toBe(form);
  });

  it('waits for more where the first bytes do not tell', () => {
    const texts = [`${event}\n`, '{\n "a": 1}', `{"a": 1,\n\n "b"`, '@timestamp,file.path\n'];
    for (const text of [...texts, utf16(event), Buffer.from([0x28, 0xb5, 0x2f, 0xfd])]) {
      const bytes = Buffer.from(text);
      const whole = detectFormat(bytes, false);
      expect(whole).toBeDefined();
      for (let end = 0; end < bytes.length; end += 1) {
        expect([undefined, whole]).toContain(detectFormat(bytes.subarray(0, end), false));
      }
    }
  });

  it('a first line over the window is a response or an array to be cut, or one long document', () => {
    const padding = 'x'.repeat(windowBytes);
    expect(detectFormat(Buffer.from(`{"took":1,"x":"${padding}`), false)).toBe('values');
    expect(detectFormat(Buffer.from(`[{"a":"${padding}`), false)).toBe('values');
    expect(detectFormat(Buffer.from(`{"event":"${padding}`), false)).toBe('lines');
  });
});

it('the keys that responses open with are those that the kernel knows', () => {
  const kernel = new ScanKernel(ScanKernel.compile(), 1024);
  for (const key of responseKeys) {
    const line = Buffer.from(`{"${key}":1}\n`);
    line.copy(kernel.bytes);
    expect({ key, found: kernel.scan(0, line.length) }).toEqual({ key, found: 1 });
  }
});
