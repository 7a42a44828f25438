import { describe, expect, test } from 'vitest';
import {
  hostKey,
  isAlert,
  isProcessStart,
  readEndpointEvent,
} from '#dist/investigate/endpoint-event.js';
import type { JsonObject } from '#dist/json/value.js';

/** An empty event. */
const nothing = {
  kinds: [],
  categories: [],
  actions: [],
  types: [],
  host: { addresses: [] },
  user: {},
  realUser: {},
  process: { args: [] },
  parent: { args: [] },
  ancestry: [],
  entryLeader: { args: [] },
  entryParent: {},
  container: {},
  previousArgs: [],
  file: {},
  destination: {},
  source: {},
};

/** All fields that are read, as Elastic Defend writes them. No real event has all of them. */
const nested: JsonObject = {
  '@timestamp': '2025-04-02T02:43:37.2118820Z',
  event: {
    kind: 'event',
    category: ['file'],
    action: 'rename',
    type: ['change'],
    sequence: 1_939_987,
  },
  host: { id: 'h1', name: 'pay-02', ip: ['127.0.0.1', '10.20.0.42'] },
  user: { name: 'root', id: 0, Ext: { real: { name: 'lena', id: 1001 } } },
  process: {
    entity_id: 'p1',
    executable: '/usr/bin/mv',
    name: 'mv',
    args: ['mv', '/dev/shm/.x', '/etc/init.d/foo'],
    command_line: 'mv /dev/shm/.x /etc/init.d/foo',
    working_directory: '/root',
    pid: 4711,
    start: '2025-04-02T02:43:37.2093371Z',
    interactive: true,
    user: { name: 'root', id: 0 },
    Ext: { ancestry: ['p2', 'p3', 'p4'] },
    previous: [{ args: ['chroot', '/host', '/bin/bash'], executable: '/usr/sbin/chroot' }],
    parent: { entity_id: 'p2', executable: '/usr/bin/sudo', args: ['sudo', '-s'], pid: 4700 },
    entry_leader: {
      entity_id: 'p3',
      executable: '/usr/bin/bash',
      args: ['-bash'],
      interactive: true,
      user: { name: 'lena' },
      entry_meta: { type: 'sshd', source: { ip: '203.0.113.54' } },
      parent: { entity_id: 'p4', pid: 1, start: '2025-04-01T00:00:00Z' },
    },
  },
  file: {
    path: '/etc/init.d/foo',
    size: 415,
    owner: 'root',
    group: 'root',
    mode: '0755',
    hash: { sha256: 'abc' },
    Ext: { entropy: 5.058, header_bytes: '2321', original: { path: '/dev/shm/.x' } },
  },
  container: { id: 'c0ffee', name: 'web', image: { name: 'debian', tag: ['12'] } },
  orchestrator: { resource: { name: 'web-0' }, namespace: 'shop', cluster: { name: 'prod' } },
  source: { ip: '10.20.0.42', port: 41_908 },
  destination: { ip: '203.0.113.180', port: 443 },
  dns: { question: { name: 'relay.example.net' } },
};

const facts = {
  time: '2025-04-02T02:43:37.2118820Z',
  milliseconds: Date.UTC(2025, 3, 2, 2, 43, 37, 211),
  sequence: 1_939_987,
  kinds: ['event'],
  categories: ['file'],
  actions: ['rename'],
  types: ['change'],
  host: { id: 'h1', name: 'pay-02', addresses: ['127.0.0.1', '10.20.0.42'] },
  user: { name: 'root', id: '0' },
  realUser: { name: 'lena', id: '1001' },
  process: {
    entityId: 'p1',
    executable: '/usr/bin/mv',
    name: 'mv',
    args: ['mv', '/dev/shm/.x', '/etc/init.d/foo'],
    commandLine: 'mv /dev/shm/.x /etc/init.d/foo',
    workingDirectory: '/root',
    pid: '4711',
    start: '2025-04-02T02:43:37.2093371Z',
    interactive: 'true',
    user: 'root',
  },
  parent: { entityId: 'p2', executable: '/usr/bin/sudo', args: ['sudo', '-s'], pid: '4700' },
  ancestry: ['p2', 'p3', 'p4'],
  entryLeader: {
    entityId: 'p3',
    executable: '/usr/bin/bash',
    args: ['-bash'],
    interactive: 'true',
    user: 'lena',
  },
  entryParent: { entityId: 'p4', pid: '1', start: '2025-04-01T00:00:00Z' },
  entryType: 'sshd',
  entryAddress: '203.0.113.54',
  container: {
    id: 'c0ffee',
    name: 'web',
    image: 'debian',
    imageTag: '12',
    pod: 'web-0',
    namespace: 'shop',
    cluster: 'prod',
  },
  previousArgs: ['chroot', '/host', '/bin/bash'],
  previousExecutable: '/usr/sbin/chroot',
  file: {
    path: '/etc/init.d/foo',
    originalPath: '/dev/shm/.x',
    owner: 'root',
    group: 'root',
    mode: '0755',
    size: '415',
    entropy: '5.058',
    sha256: 'abc',
    headerBytes: '2321',
  },
  source: { address: '10.20.0.42', port: '41908' },
  destination: { address: '203.0.113.180', port: '443' },
  question: 'relay.example.net',
};

/** The same with each field under its full dotted name. */
function dotted(event: JsonObject): JsonObject {
  const fields = Object.entries(event).flatMap(([key, value]): [string, JsonObject[string]][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(dotted(value as JsonObject)).map(([name, found]) => [
          `${key}.${name}`,
          found,
        ])
      : [[key, value]],
  );
  return Object.fromEntries(fields);
}

describe('an event is read the same in any spelling', () => {
  const flat = dotted(nested);
  const spellings: readonly (readonly [string, JsonObject])[] = [
    ['nested', nested],
    ['dotted', flat],
    ['every value in an array', Object.fromEntries(Object.entries(flat).map(inArray))],
    [
      'objects in arrays',
      { ...nested, host: [{ id: 'h1' }, { name: 'pay-02' }, { ip: ['127.0.0.1', '10.20.0.42'] }] },
    ],
    [
      'partly dotted',
      { ...nested, host: { id: 'h1', ip: ['127.0.0.1', '10.20.0.42'] }, 'host.name': 'pay-02' },
    ],
    ['among other fields', { ...nested, cloud: { provider: 'x' }, tags: ['file', null] }],
  ];

  test.each(spellings)('%s', (_, event) => {
    expect(readEndpointEvent(event)).toEqual(facts);
  });
});

function inArray([key, value]: [string, JsonObject[string]]): [string, JsonObject[string]] {
  return [key, Array.isArray(value) ? value : [value]] as [string, JsonObject[string]];
}

describe('what an event does not record is undefined', () => {
  test.each<[string, JsonObject]>([
    ['an empty event', {}],
    ['nulls', { host: null, user: { name: null }, process: { args: null, pid: [null] } }],
    ['empty arrays', { event: { category: [] }, process: { args: [], Ext: { ancestry: [] } } }],
    ['empty strings', { '@timestamp': '', host: { id: '', name: '' }, file: { path: '' } }],
    ['values instead of objects', { host: 'pay-02', process: 4711, file: ['/etc/init.d/foo'] }],
    ['objects instead of values', { host: { id: { x: 1 } }, file: { path: {} } }],
    ['fields of the prototype', { __proto__: { file: { path: '/etc/init.d/foo' } } }],
  ])('%s', (_, event) => {
    expect(readEndpointEvent(event)).toEqual(nothing);
  });
});

describe('the preferred field is used', () => {
  test.each<[string, JsonObject, object]>([
    [
      'the name of a host',
      { host: { name: 'a', hostname: 'b' } },
      { host: { name: 'a', addresses: [] } },
    ],
    ['or its hostname', { host: { hostname: 'b' } }, { host: { name: 'b', addresses: [] } }],
    [
      'its hostname if its name is empty',
      { host: { name: '', hostname: 'b' } },
      { host: { name: 'b', addresses: [] } },
    ],
    [
      'the user of a process by name',
      { process: { user: { name: 'a', id: 7 } } },
      { process: { args: [], user: 'a' } },
    ],
    ['or by id', { process: { user: { id: 7 } } }, { process: { args: [], user: '7' } }],
    [
      'an IP address',
      { destination: { ip: '192.0.2.1', address: 'x.example' } },
      { destination: { address: '192.0.2.1' } },
    ],
    [
      'or any address',
      { destination: { address: 'x.example' } },
      { destination: { address: 'x.example' } },
    ],
    [
      'the first of several values',
      { host: { id: ['h1', 'h2'] } },
      { host: { id: 'h1', addresses: [] } },
    ],
    [
      'the first non-empty value',
      { host: { id: ['', 'h2'] } },
      { host: { id: 'h2', addresses: [] } },
    ],
  ])('%s', (_, event, expected) => {
    expect(readEndpointEvent(event)).toEqual({ ...nothing, ...expected });
  });
});

describe('a time', () => {
  test.each([
    ['seven digits', '2025-04-02T02:43:37.2118820Z', 1_743_561_817_211],
    ['nine digits', '2025-04-02T02:43:37.211882099Z', 1_743_561_817_211],
    ['no zone', '2025-04-02T02:43:37.211', 1_743_561_817_211],
    ['another zone', '2025-04-02T04:43:37.211+02:00', 1_743_561_817_211],
    ['milliseconds since 1970', 1_743_561_817_211, 1_743_561_817_211],
  ])('with %s is converted to milliseconds', (_, time, milliseconds) => {
    expect(readEndpointEvent({ '@timestamp': time })).toEqual({
      ...nothing,
      time: String(time),
      milliseconds,
    });
  });

  test.each([
    'yesterday',
    '2025-13-02T02:43:37Z',
    '2025-04-02T02:43:37Z\n::error::x',
    '2025-04-02T02:43:37.2118820Z and more',
  ])('that is invalid is kept as written: %j', (time) => {
    expect(readEndpointEvent({ '@timestamp': time })).toEqual({ ...nothing, time });
  });
});

describe('the sequence number of an event', () => {
  test.each<[JsonObject[string], number | undefined]>([
    [7, 7],
    ['7', 7],
    [[7], 7],
    [0, 0],
    [1.5, undefined],
    [2 ** 53, undefined],
    ['x', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j is read as %j', (sequence, expected) => {
    expect(readEndpointEvent({ event: { sequence } }).sequence).toBe(expected);
  });
});

describe('the rule of an alert', () => {
  test.each<[string, JsonObject, string | undefined]>([
    ['of the endpoint', { event: { kind: 'alert' }, rule: { name: 'r' }, message: 'm' }, 'r'],
    ['of the endpoint, by its message', { event: { kind: 'alert' }, message: 'm' }, 'm'],
    [
      'of the detection engine',
      { 'event.kind': 'signal', 'kibana.alert.rule.name': 'k', rule: { name: 'r' } },
      'k',
    ],
    [
      'of an old detection engine',
      { event: { kind: 'signal' }, signal: { rule: { name: 's' } }, message: 'm' },
      's',
    ],
    ['without a rule', { event: { kind: 'alert' } }, undefined],
    [
      'of an event that is not an alert',
      { event: { kind: 'event' }, rule: { name: 'r' }, message: 'm' },
      undefined,
    ],
    ['of an event without a kind', { message: 'm' }, undefined],
  ])('%s', (_, document, expected) => {
    const event = readEndpointEvent(document);
    expect(event.alertRule).toBe(expected);
  });

  test.each([
    [['alert'], true],
    [['signal'], true],
    [['event', 'alert'], true],
    [['event'], false],
    [['Alert'], false],
    [[], false],
  ])('an event of the kinds %j is an alert: %j', (kind, expected) => {
    expect(isAlert(readEndpointEvent({ event: { kind } }))).toBe(expected);
  });
});

describe('a host is identified', () => {
  test.each([
    ['by its id', { id: 'h1', name: 'pay-02' }, 'h1'],
    ['or by its name', { name: 'pay-02' }, 'pay-02'],
    ['or by nothing', {}, ''],
  ])('%s', (_, host, key) => {
    expect(hostKey(host)).toBe(key);
  });
});

describe('an event in which a process starts', () => {
  test.each([
    ['process', 'exec', true],
    ['process', 'fork', true],
    ['process', 'already_running', true],
    ['process', 'exec_event', true],
    ['process', 'fork_event', true],
    [['process'], ['fork', 'exec', 'end'], true],
    ['process', 'end', false],
    ['process', 'exit', false],
    ['process', 'Exec', false],
    ['process', 'constructor', false],
    ['file', 'exec', false],
    ['network', 'connection_attempted', false],
    ['process', [], false],
  ])('%j %j: %j', (category, action, expected) => {
    expect(isProcessStart(readEndpointEvent({ event: { category, action } }))).toBe(expected);
  });
});

test('an event is read literally, regardless of its contents', () => {
  const hostile = '\u001b[2J\n::error::x\u202e\u0000"\'`$(id)`|<script>';
  const event = readEndpointEvent({
    host: { id: hostile, name: hostile },
    process: { args: [hostile, ''], command_line: hostile },
    file: { path: hostile },
  });
  expect(event.host).toEqual({ id: hostile, name: hostile, addresses: [] });
  expect(event.process).toEqual({ args: [hostile, ''], commandLine: hostile });
  expect(event.file).toEqual({ path: hostile });
});
