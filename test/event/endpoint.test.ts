import { describe, expect, test } from 'vitest';
import { foreignDataset, hasEventFields, isEndpointEvent } from '#dist/event/endpoint.js';
import { initScripts, initScriptsOfAllProducts } from '#dist/event/subject.js';
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
  ])('is %s', (_, event) => expect(isEndpointEvent(event, initScripts.products)).toBe(true));

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
  ])('is not %s', (_, event) => expect(isEndpointEvent(event, initScripts.products)).toBe(false));
});

describe('an event of SentinelOne', () => {
  const events: readonly [string, JsonObject][] = [
    [
      'as its integration writes it',
      {
        agent: { type: 'filebeat' },
        data_stream: { dataset: 'sentinel_one_cloud_funnel.event' },
        event: { category: ['file'], dataset: 'sentinel_one_cloud_funnel.event' },
      },
    ],
    [
      'by its module',
      {
        event: { category: 'file', module: 'sentinel_one_cloud_funnel' },
        agent: { type: 'filebeat' },
      },
    ],
  ];

  test.each(events)('is known to a rule that reads it: %s', (_, event) => {
    const { products } = initScriptsOfAllProducts;
    expect(isEndpointEvent(event, products)).toBe(true);
    expect(foreignDataset(event, products)).toBeUndefined();
  });

  test.each(events)('is that of a stranger to one that does not: %s', (_, event) => {
    const { products } = initScripts;
    expect(isEndpointEvent(event, products)).toBe(false);
    expect(foreignDataset(event, products)).toMatch(/^sentinel_one_cloud_funnel/);
  });

  test.each<[string, JsonObject]>([
    ['its older integration', { event: { category: 'file', module: 'sentinel_one' } }],
    [
      'a name that only begins like it',
      { event: { category: 'file', module: 'sentinel_one_cloud_funnel2' } },
    ],
    [
      'another product that the same agent collects',
      { agent: { type: 'filebeat' }, event: { category: 'file' } },
    ],
  ])('is not %s', (_, event) => {
    expect(isEndpointEvent(event, initScriptsOfAllProducts.products)).toBe(false);
  });
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
