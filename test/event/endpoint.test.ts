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
    ['one with another category', { event: { category: 'process', module: 'endpoint' } }],
    ['one that names no product', { 'event.category': 'file' }],
  ])('is %s', (_, event) => expect(isEndpointEvent(event)).toBe(true));

  test.each<[string, JsonObject]>([
    [
      'Auditbeat',
      { event: { category: ['file'], module: 'file_integrity' }, agent: { type: 'auditbeat' } },
    ],
    ['Filebeat’s nginx module', { event: { category: ['web'], module: 'nginx' } }],
    ['one with another agent type', { event: { category: ['file'] }, agent: { type: 'filebeat' } }],
    ['one without a category', { event: { module: 'endpoint' }, file: { path: '/etc/init.d/x' } }],
    ['one whose category is null', { event: { category: [null] } }],
    ['something other than an event', { level: 'info', msg: 'started' }],
    ['an empty document', {}],
  ])('is not %s', (_, event) => expect(isEndpointEvent(event)).toBe(false));
});

describe('a document is recognized', () => {
  test.each<[string, JsonObject]>([
    ['by its category', { 'event.category': 'process' }],
    ['by its path', { file: { path: '/tmp/x' } }],
  ])('%s', (_, event) => expect(hasEventFields(event)).toBe(true));

  test.each<[string, JsonObject]>([
    ['by the fields of another product', { path: '/etc/init.d/x', action: 'created' }],
    ['by Endgame’s own fields', { endgame: { file_path: '/etc/init.d/x' } }],
    [
      'inside an unknown envelope',
      { event: { original: '{}' }, data: { file: { path: '/etc/init.d/x' } } },
    ],
    ['without any fields', {}],
  ])('not %s', (_, event) => expect(hasEventFields(event)).toBe(false));
});
