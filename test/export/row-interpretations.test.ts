import { expect, test } from 'vitest';
import { maxInterpretations, rowInterpretations } from '#dist/export/row-interpretations.js';
import { fieldOf } from '#dist/export/table-header.js';
import { evaluate } from '#dist/rule/evaluate.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { fieldsOf, requiredFieldsOf, usesOf } from '#dist/rule/rule.js';

const { clauses } = defaultRule;
const uses = usesOf(defaultRule);
const ruleFields = new Set(fieldsOf(defaultRule).map(({ name }) => name));

test.each([
  ['file.path', 'file.path'],
  ['Script (file.path)', 'file.path'],
  ['A (b) c (file.path)', 'file.path'],
  ['(file.path)', '(file.path)'],
  ['Script (the file)', 'Script (the file)'],
  ['Script ()', 'Script ()'],
  ['event.category.0', 'event.category'],
  ['event.category{0}', 'event.category'],
  ['event.category{}', 'event.category'],
  ['event.category[1]', 'event.category'],
  ['process.args.2', 'process.args'],
  ['process.name.keyword', 'process.name'],
  ['_source.file.path', 'file.path'],
  ['fields.file.path', 'file.path'],
  ['Label (_source.file.path)', 'file.path'],
  ['HOST.OS.TYPE', 'host.os.type'],
  ['"file.path"', 'file.path'],
  ['event_category', 'event.category'],
  ['process/executable', 'process.executable'],
  ['process[executable]', 'process.executable'],
  ['hostOsType', 'host.os.type'],
  ['process_command_line', 'process.command_line'],
  ['filename', 'filename'],
  ['version.1', 'version.1'],
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
  return [...rowInterpretations(columns, cells, uses).documents].some(
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
  [true, 'a list in JSON', { 'event.category': '["process","file"]' }],
  [true, 'a list as Python prints it', { 'event.category': "['process', 'file']" }],
  [true, 'a list of ES|QL', { 'event.category': '[process,file]' }],
  [true, 'a list of Postgres', { 'event.category': '{process,file}' }],
  [true, 'a list without spaces', { 'event.category': 'process,file' }],
  [true, 'a list as initd-scan -f csv writes it', { 'event.category': 'process; file' }],
  [true, 'a list on lines', { 'event.category': 'process\nfile' }],
  [true, 'a list with pipes', { 'event.category': 'process | file' }],
  [true, 'a value with spaces around it', { 'event.category': ' file ' }],
  [true, 'a list of paths', { 'file.path': '["/tmp/a","/etc/init.d/b"]' }],
  [true, 'paths with spaces between them', { 'file.path': '/tmp/a /etc/init.d/b' }],
  [true, 'an executable that looks like a list', { 'process.executable': '["/usr/bin/dpkg"]' }],
  [true, 'a name with the quotes of an excluded one', { 'process.name': '"crio"' }],
  [
    false,
    'an excluded executable, if every cell is a list',
    {
      'event.category': '["file"]',
      'event.action': '["creation"]',
      'host.os.type': '["linux"]',
      'process.executable': '["/usr/bin/dpkg"]',
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
  const { documents } = rowInterpretations(
    ['_id', 'process.command_line', 'message'],
    ['7', "'=1+1, 2", "it's"],
    uses,
  );
  const [document] = documents;
  expect(document).toEqual({
    id: '7',
    event: { 'process.command_line': '=1+1, 2', message: "it's" },
    envelope: { _id: '7', _source: { 'process.command_line': '=1+1, 2', message: "it's" } },
  });
});

test('the number of interpretations is bounded, which is reported', () => {
  const list = 'a, b; c|d\ne';
  const changes: Readonly<Record<string, string>> = {
    'file.path': '/etc/init.d/a, b; c|d\ne',
    'file.extension': list,
    'process.name': list,
    'process.executable': list,
  };
  const cells = columns.map((column, at) => changes[column] ?? row[at] ?? '');
  const { documents, isLimited } = rowInterpretations(columns, cells, uses);
  expect([...documents]).toHaveLength(maxInterpretations);
  expect(isLimited).toBe(true);
});
