import { describe, expect, it } from 'vitest';
import { eventQuery } from '#dist/investigate/report/html/kql.js';

function queryOf(fields: Readonly<Record<string, string>>): string {
  return eventQuery(new Map(Object.entries(fields).map(([name, value]) => [name, [value]])));
}

describe('the query of an event', () => {
  it.each([
    [{ 'event.id': 'a1', 'host.id': 'h', '@timestamp': 't' }, 'event.id: "a1" and host.id: "h"'],
    [{ 'event.id': 'a1' }, 'event.id: "a1"'],
    [{ _id: 'x', '@timestamp': 't' }, '_id: "x"'],
    [
      { '@timestamp': 't', 'host.name': 'web', 'file.path': '/etc/init.d/"x"' },
      '@timestamp: "t" and host.name: "web" and file.path: "/etc/init.d/\\"x\\""',
    ],
    [{ 'process.entity_id': 'p' }, 'process.entity_id: "p"'],
    [{ 'user.name': 'root' }, ''],
    [{ 'event.id': '' }, ''],
  ])('%j is %s', (fields, query) => expect(queryOf(fields)).toBe(query));
});
