import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { run, temporaryDirectory } from '../e2e/run.js';

/** The validator of the schema that a command line prints. */
async function validatorOf(args: readonly string[]): Promise<ValidateFunction> {
  const { code, stdout } = await run([...args, '--schema']);
  expect(code).toBe(0);
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
  return ajv.compile(JSON.parse(stdout));
}

const exception = {
  item_id: 'x-1',
  list_id: 'ours',
  name: 'Ours',
  entries: [{ field: 'host.name', operator: 'included', type: 'match', value: 'web-01' }],
};

/** Command lines that write JSON, by the command line that prints its schema. */
const reports: readonly (readonly [schema: readonly string[], argv: readonly string[]])[] = [
  [[], ['-f', 'json', 'fixtures/shapes', 'fixtures/broken/malformed-line.ndjson', 'nowhere']],
  [[], ['-f', 'json', '--leads', '--validate', 'fixtures/leads']],
  [[], ['-f', 'json', '--from', '2020-01-01', 'fixtures/explain', '--exceptions', '$list']],
  [[], ['-f', 'json', 'fixtures/attacks/hostile-text.ndjson']],
  [
    ['explain'],
    ['explain', '-f', 'json', 'fixtures/explain', 'fixtures/broken/old-endgame.ndjson'],
  ],
  [['explain'], ['explain', '-f', 'json', '--compare', '122', 'fixtures/explain']],
  [['explain'], ['explain', '-f', 'json', 'fixtures/explain', '--exceptions', '$list']],
  [
    ['explain', '-f', 'ndjson'],
    ['explain', '-f', 'ndjson', 'fixtures/explain'],
  ],
  [['investigate'], ['investigate', '-f', 'json', 'fixtures/cases/red-hat', '--leads']],
  [['rule'], ['rule', '-f', 'json', '--rule-version', '122']],
  [
    ['rule', '--lint'],
    ['rule', '--lint', '-f', 'json', '--rule-version', '122'],
  ],
  [
    ['rule', '--guide'],
    ['rule', '--guide', '-f', 'json'],
  ],
  [
    ['rule', '--versions'],
    ['rule', '--versions', '-f', 'json'],
  ],
  [
    ['rule', '--diff', '13..122'],
    ['rule', '--diff', '13..122', '-f', 'json'],
  ],
];

describe('JSON is valid by the schema that --schema prints', () => {
  it.each(reports)('initd-scan %j --schema describes %j', async (schema, argv) => {
    const directory = temporaryDirectory({ 'list.ndjson': JSON.stringify(exception) });
    const args = argv.map((arg) => (arg === '$list' ? `${directory}/list.ndjson` : arg));
    const [validate, { stdout }] = await Promise.all([validatorOf(schema), run(args)]);
    const documents = argv.includes('ndjson') ? stdout.trimEnd().split('\n') : [stdout];
    expect(documents.length).toBeGreaterThan(0);
    for (const document of documents) {
      expect(validate(JSON.parse(document)) ? [] : validate.errors).toEqual([]);
    }
  });
});
