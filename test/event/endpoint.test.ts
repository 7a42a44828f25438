import { describe, expect, test } from 'vitest';
import { hasEventFields, isEndpointEvent } from '#dist/event/endpoint.js';
import type { JsonObject } from '#dist/json/value.js';

describe('an endpoint event', () => {
  test.each<[string, JsonObject]>([
    [
      'Elastic Defend',
      { event: { category: ['file'], module: 'endpoint' }, agent: { type: 'endpoint' } },
    ],
    ['Endgame', { event: { category: ['file'], module: ['endgame'] } }],
    ['one of another category', { event: { category: 'process', module: 'endpoint' } }],
    ['one that does not say who wrote it', { 'event.category': 'file' }],
  ])('is %s', (_, event) => expect(isEndpointEvent(event)).toBe(true));

  test.each<[string, JsonObject]>([
    [
      'Auditbeat',
      { event: { category: ['file'], module: 'file_integrity' }, agent: { type: 'auditbeat' } },
    ],
    ['Filebeat’s nginx module', { event: { category: ['web'], module: 'nginx' } }],
    [
      'one by an agent of another type',
      { event: { category: ['file'] }, agent: { type: 'filebeat' } },
    ],
    ['one without a category', { event: { module: 'endpoint' }, file: { path: '/etc/init.d/x' } }],
    ['one whose category is null', { event: { category: [null] } }],
    ['no event at all', { level: 'info', msg: 'started' }],
    ['an empty document', {}],
  ])('is not %s', (_, event) => expect(isEndpointEvent(event)).toBe(false));
});

describe('a document is recognised', () => {
  test.each<[string, JsonObject]>([
    ['by a category', { 'event.category': 'process' }],
    ['by a path', { file: { path: '/tmp/x' } }],
  ])('%s', (_, event) => expect(hasEventFields(event)).toBe(true));

  test.each<[string, JsonObject]>([
    ['with another product’s fields', { path: '/etc/init.d/x', action: 'created' }],
    ['with Endgame’s own fields alone', { endgame: { file_path: '/etc/init.d/x' } }],
    [
      'inside an envelope that is none of the known ones',
      { event: { original: '{}' }, data: { file: { path: '/etc/init.d/x' } } },
    ],
    ['with nothing', {}],
  ])('not %s', (_, event) => expect(hasEventFields(event)).toBe(false));
});
