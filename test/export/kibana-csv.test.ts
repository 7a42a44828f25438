import { expect, test } from 'vitest';
import { fieldOf, rowInterpretations } from '#dist/export/kibana-csv.js';
import { evaluate } from '#dist/rule/evaluate.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { fieldsOf, requiredFieldsOf } from '#dist/rule/rule.js';

const { clauses } = defaultRule;
const ruleFields = new Set(fieldsOf(defaultRule).map(({ name }) => name));

test.each([
  ['file.path', 'file.path'],
  ['Script (file.path)', 'file.path'],
  ['A (b) c (file.path)', 'file.path'],
  ['(file.path)', '(file.path)'],
  ['Script (the file)', 'Script (the file)'],
  ['Script ()', 'Script ()'],
])('the column %j is the field %j', (label, field) => {
  expect(fieldOf(label)).toBe(field);
});

test('the rule’s fields are those that its clauses read', () => {
  const read = clauses.flatMap(({ conditions }) => conditions.map(({ field }) => field.name));
  expect([...ruleFields].sort()).toEqual([...new Set(read)].sort());
});

test('nothing can match without these fields', () => {
  expect([...requiredFieldsOf(defaultRule)].sort()).toEqual([
    'event.action',
    'event.category',
    'file.path',
    'host.os.type',
    'process.executable',
  ]);
});

const columns = [
  'event.category',
  'event.action',
  'host.os.type',
  'file.path',
  'file.extension',
  'process.name',
  'process.executable',
];
const row = ['file', 'creation', 'linux', '/etc/init.d/x', '-', 'bash', '/usr/bin/bash'];

function matches(changes: Readonly<Record<string, string>>): boolean {
  const cells = columns.map((column, at) => changes[column] ?? row[at] ?? '');
  return [...rowInterpretations(columns, cells, ruleFields)].some(
    ({ event }) => evaluate(defaultRule.clauses, event).outcome === 'match',
  );
}

test.each<[matches: boolean, reason: string, changes: Readonly<Record<string, string>>]>([
  [true, 'a planted script', {}],
  [true, 'one of several categories', { 'event.category': 'process, file' }],
  [true, 'a path with a comma', { 'file.path': '/etc/init.d/a, b' }],
  [true, 'one of several paths', { 'file.path': '/tmp/a, /etc/init.d/b' }],
  [
    true,
    'a path before one with which it would be excluded as a single value',
    { 'file.path': '/etc/init.d/a, /tmp/beat' },
  ],
  [
    true,
    'an executable before an excluded one and a comma',
    { 'process.executable': '/tmp/x, /usr/bin/dpkg' },
  ],
  [
    true,
    'several such cells at once',
    {
      'event.category': 'process, file',
      'process.executable': '/tmp/x, /usr/bin/dpkg',
      'process.name': 'a, crio',
    },
  ],
  [false, 'an excluded executable', { 'process.executable': '/usr/bin/dpkg' }],
  [false, 'no executable', { 'process.executable': '-' }],
  [false, 'an empty executable, which looks like none', { 'process.executable': '' }],
  [false, 'a guarded dash', { 'process.executable': "'-" }],
  [false, 'an excluded extension', { 'file.extension': 'swp' }],
])('a row matches: %s for %s', (expected, _, changes) => {
  expect(matches(changes)).toBe(expected);
});

test('an interpretation keeps other cells unchanged, and removes the guard from formulas', () => {
  const [document] = rowInterpretations(
    ['_id', 'process.command_line', 'message'],
    ['7', "'=1+1, 2", "it's"],
    ruleFields,
  );
  expect(document).toEqual({
    id: '7',
    event: { 'process.command_line': '=1+1, 2', message: "it's" },
    envelope: { _id: '7', _source: { 'process.command_line': '=1+1, 2', message: "it's" } },
  });
});
