import { describe, expect, it } from 'vitest';
import { esqlOfTraces, kqlOfProcesses } from '#dist/investigate/steps/hunt.js';
import { esqlEquals } from '#dist/investigate/steps/quote.js';
import { sanitize } from '#dist/report/sanitize.js';
import { hostileTexts } from '../../report/cases.js';

const nothing = { entityIds: [], paths: [], hashes: [], addresses: [] };

/** Reads a condition as Elasticsearch does, into a pattern of the field. */
function readEsql(condition: string): RegExp {
  const [, operator, body] = /^f (==|LIKE) "((?:\\[tnr"\\]|[^"\\\r\n])*)"$/su.exec(condition) ?? [];
  if (operator === undefined || body === undefined) throw new Error(`invalid: ${condition}`);
  const text = body.replace(/\\(.)/gsu, '$1');
  const literal = (part: string): string => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  if (operator === '==') return new RegExp(`^${literal(text)}$`, 'su');
  const pattern = text.replace(/\\(.)|([*?])|([\s\S])/gu, (_, escaped, wildcard, other) =>
    wildcard === undefined ? literal(escaped ?? other) : wildcard === '?' ? '.' : '.*',
  );
  return new RegExp(`^${pattern}$`, 'su');
}

/** What UTF-8 makes of it. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

describe('text in a query', () => {
  it.each(hostileTexts)('%j is found by its condition of ES|QL, on one line', (text) => {
    const condition = esqlEquals('f', text);
    expect(wellFormed(text)).toMatch(readEsql(condition));
    expect(condition).not.toMatch(/[\r\n]/);
    expect(sanitize(condition)).toBe(condition);
  });

  it('matches nothing else, except in place of characters that cannot be written', () => {
    expect(esqlEquals('f', '/etc/init.d/a*b')).toBe('f == "/etc/init.d/a*b"');
    expect(esqlEquals('f', 'a\u202e*"b\\')).toBe('f LIKE "a?\\\\*\\"b\\\\\\\\"');
    expect('axb').not.toMatch(readEsql(esqlEquals('f', 'a*b')));
  });
});

describe('a query for Kibana', () => {
  it('asks in KQL for processes and their children, on their host, around the planting', () => {
    const planted = Date.parse('2026-03-02T11:00:00Z');
    expect(
      kqlOfProcesses({ ...nothing, host: 'web-01', entityIds: ['a', 'b', 'a'], planted }),
    ).toBe(
      'host.name : "web-01" and (process.entity_id : ("a" or "b") or process.parent.entity_id : ("a" or "b")) and @timestamp >= "2026-03-02T10:00:00.000Z" and @timestamp <= "2026-03-03T11:00:00.000Z"',
    );
    expect(kqlOfProcesses({ ...nothing, entityIds: ['a'] })).toBe(
      '(process.entity_id : ("a") or process.parent.entity_id : ("a"))',
    );
    expect(kqlOfProcesses({ ...nothing, host: 'web-01' })).toBeUndefined();
  });

  it('asks in ES|QL for paths, contents and addresses on all hosts', () => {
    const query = esqlOfTraces({
      ...nothing,
      paths: ['/etc/init.d/x'],
      hashes: ['3f79'],
      addresses: ['192.0.2.1', 'evil") OR true //', '2001:db8::1'],
    });
    expect(query).toContain(
      'WHERE file.path == "/etc/init.d/x" OR file.hash.sha256 == "3f79" OR destination.ip == TO_IP("192.0.2.1") OR source.ip == TO_IP("192.0.2.1") OR destination.ip == TO_IP("2001:db8::1") OR source.ip == TO_IP("2001:db8::1") | STATS',
    );
  });

  it('asks for a limited number of values', () => {
    const many = Array.from({ length: 100 }, (_, at) => `/etc/init.d/${at}`);
    expect(esqlOfTraces({ ...nothing, paths: many }).match(/file\.path ==/g)).toHaveLength(20);
    expect(kqlOfProcesses({ ...nothing, entityIds: many })?.match(/ or "/g)).toHaveLength(38);
  });
});
