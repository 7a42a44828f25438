import { describe, expect, it, test } from 'vitest';
import { decode } from '#dist/input/decode.js';
import { ForeignFormatError, mayHoldLogs } from '#dist/input/foreign.js';
import { identifyBinary, isOfficeDocument } from '#dist/input/signatures.js';
import { identifyJson, identifyText } from '#dist/input/text-signatures.js';
import { chunksOf, zip } from './archives.js';

const event = '{"event":{"category":["file"]},"file":{"path":"/etc/init.d/x"}}';

/** Bytes in hexadecimal, followed by some that no text has. */
function binary(hex: string): Buffer {
  return Buffer.concat([Buffer.from(hex.replaceAll(' ', ''), 'hex'), Buffer.from([1, 0, 2, 0xfe])]);
}

describe('a format that is not read is recognized by its first bytes', () => {
  test.each([
    ['lz4', binary('04224d18')],
    ['snappy', binary('ff060000 734e61507059')],
    ['compress', binary('1f9d90')],
    ['lzma', binary('5d 00008000 ffffffffffffffff')],
    ['7z', binary('377abcaf271c')],
    ['rar', binary('526172211a0700')],
    ['cpio', Buffer.from('0707010000')],
    ['ar', Buffer.from('!<arch>\ndebian-binary')],
    ['parquet', binary(Buffer.from('PAR1').toString('hex'))],
    ['orc', binary(Buffer.from('ORC').toString('hex'))],
    ['avro', binary('4f626a01')],
    ['sqlite', Buffer.from('SQLite format 3\0')],
    ['cbor', Buffer.from([0xbf, 0x64, ...Buffer.from('took')])],
    ['cbor', Buffer.from([0xa2, 0x65, ...Buffer.from('event')])],
    ['smile', binary('3a290a03')],
    ['journal', Buffer.from('LPKSHHRH\0\0')],
    ['evtx', Buffer.from('ElfFile\0\0')],
    ['pcap', binary('d4c3b2a1')],
    ['pickle', binary('80049512')],
    ['gnupg-binary', binary('85010c03')],
    ['gnupg-binary', binary('8c0d04')],
    ['age', Buffer.from('age-encryption.org/v1\n-> X25519')],
    ['zlib', binary('789c')],
    ['pdf', Buffer.from('%PDF-1.7\n')],
    ['elf', binary('7f454c46')],
    ['picture', binary('89504e470d0a1a0a')],
    ['picture', binary('ffd8ffe0')],
    ['picture', Buffer.from('GIF89a')],
    ['all-nul', Buffer.alloc(100)],
  ])('%s', (format, head) => {
    expect(identifyBinary(head, true)).toBe(format);
  });

  it('needs all bytes to know that there are only zeros', () => {
    expect(identifyBinary(Buffer.alloc(100), false)).toBeUndefined();
  });

  test.each([
    event,
    'ORCHID: started',
    'x^2',
    'PAR1',
    'MZ',
    'BM',
    'ID3',
    'RIFF',
    'GET / HTTP/1.1',
    ':)\n',
  ])('and text is not: %s', (text) => {
    expect(identifyBinary(Buffer.from(text), true)).toBeUndefined();
  });

  it('and an Office document by its first member', () => {
    expect(isOfficeDocument(zip([{ name: '[Content_Types].xml', content: '' }]))).toBe(true);
    expect(isOfficeDocument(zip([{ name: 'a.ndjson', content: '' }]))).toBe(false);
  });
});

describe('text that is not read is recognized by its beginning', () => {
  test.each([
    ['html', '<!DOCTYPE html>\n<html><script>var a = {"b": 1}</script>'],
    ['html', '\n<HTML lang="en">'],
    ['xml', '<?xml version="1.0"?><Events/>'],
    ['git-lfs', 'version https://git-lfs.github.com/spec/v1\noid sha256:1\n'],
    ['gnupg-armored', '-----BEGIN PGP MESSAGE-----\n\nhQEM\n'],
    ['pem', '-----BEGIN CERTIFICATE-----\n'],
    ['base64', `${Buffer.from(event.repeat(3)).toString('base64')}\n`],
    [
      'base64',
      `${Buffer.from(event.repeat(3))
        .toString('base64')
        .match(/.{1,76}/g)
        ?.join('\n')}\n`,
    ],
    ['hex', `${Buffer.from(event).toString('hex')}\n`],
    ['hex-dump', '00000000: 7b22 6576 656e 7422 3a7b 2263  {"event":{"c\n'],
    ['hex-dump', '00000000  7b 22 65 76 65 6e 74 22  3a 7b |{"event"|\n'],
    ['yaml', '---\nevent:\n  category: file\nfile:\n  path: /etc/init.d/x\n'],
    ['yaml', 'event:\n  category: [file]\nhost.name: a\n'],
    ['yaml', '- event:\n    category: file\n- event:\n    category: file\n'],
    ['rubydebug', '{\n  "@timestamp" => 2024-09-11T10:00:00.000Z,\n'],
    ['python-repr', "{'event': {'category': ['file']}}\n"],
    ['python-repr', "[{'event': 1}]"],
    ['python-repr', "ObjectApiResponse({'took': 1})"],
    ['javascript', '{ event: { category: "file" } }'],
  ])('%s', (format, text) => {
    expect(identifyText(Buffer.from(text))).toBe(format);
  });

  test.each([
    ['a log with JSON', `Sep 11 10:00:00 host app: ${event}\n`],
    ['a web page around an event', `<html><pre>${event}</pre></html>`],
    ['HTTP headers before JSON', `HTTP/1.1 200 OK\ncontent-type: application/json\n\n${event}`],
    ['server-sent events', `event: message\ndata: ${event}\n`],
    ['Markdown', `# Ticket\n\n\`\`\`json\n${event}\n\`\`\`\n`],
    ['a log without JSON', 'Sep 11 10:00:00 host sshd[1]: session opened\n'.repeat(3)],
    ['a script', '#!/bin/sh\necho hello\n'],
    ['a header of CSV', '@timestamp,file.path\n'],
    ['one word', 'hello\n'],
    ['JSON', `${event}\n`],
  ])('and %s is not', (_, text) => {
    expect(identifyText(Buffer.from(text))).toBeUndefined();
  });
});

test.each([
  ['own-report', '{\n"tool":{"name":"initd-scan","version":"1.0.0"},\n'],
  [
    'own-report',
    '{"$schema":"s","version":"2.1.0","runs":[{\n"tool":{"driver":{"name":"initd-scan"',
  ],
  ['rules', '{"id":"1","rule_id":"2","query":"file where true","risk_score":21}\n'],
  ['timelines', '{"savedObjectId":"1","columns":[],"kqlQuery":{}}\n'],
  ['saved-objects', '{"attributes":{"title":"x"},"id":"1","references":[],"type":"dashboard"}\n'],
  [undefined, `${event}\n{"rule_id":"1","query":"x"}\n`],
  [undefined, '{"type":"doc","value":{"source":{}}}\n'],
])('JSON that is not events is recognized by its first object: %s', (format, text) => {
  expect(identifyJson(Buffer.from(text))).toBe(format);
});

describe('an input in a format that is not read', () => {
  test.each([
    ['lz4', binary('04224d18')],
    ['office', zip([{ name: '[Content_Types].xml', content: '<Types/>' }])],
    ['yaml', Buffer.from('a:\n  b: 1\nc: 2\n')],
    ['python-repr', Buffer.from("{'a': 1}\n")],
    ['rubydebug', Buffer.from('{\n  "a" => 1\n}\n')],
  ])('is refused by name: %s', async (format, bytes) => {
    const refused = expect.objectContaining({ format });
    for (const size of [1, 4096]) {
      await expect(decode(chunksOf(bytes, size))).rejects.toEqual(refused);
    }
    await expect(decode(chunksOf(bytes, 10))).rejects.toThrow(ForeignFormatError);
  });

  it('is read if it is text that may lie beside logs, and was not named', async () => {
    const yaml = Buffer.from('a:\n  b: 1\nc: 2\n');
    await expect(decode(chunksOf(yaml, 10), false)).resolves.toMatchObject({ format: 'lines' });
    const base64 = Buffer.from(Buffer.from(event).toString('base64'));
    await expect(decode(chunksOf(base64, 10), false)).rejects.toThrow(ForeignFormatError);
  });

  it('may hold logs, or not', () => {
    expect(mayHoldLogs('7z')).toBe(true);
    expect(mayHoldLogs('picture')).toBe(false);
  });
});

// A pattern that divides blanks in every way does not come to an end with these.
it.each([
  ['base64', 'Gg'.repeat(20)],
  ['hex', 'ab'.repeat(20)],
])('text that begins like %s and goes on with many blanks is told apart', (format, start) => {
  const blanks = ' \n'.repeat(10_000);
  expect(identifyText(Buffer.from(`${start}${blanks}`))).toBe(format);
  expect(identifyText(Buffer.from(`${start}${blanks}${start}`))).toBe(format);
  expect(identifyText(Buffer.from(`${start}${blanks}!`))).not.toBe(format);
});
