import { expect, it } from 'vitest';
import { scan } from '#dist/scan/scan.js';
import { plantedLine } from '../e2e/run.js';
import { optionsWith } from './options.js';
import { streamOf } from './streams.js';

const event = plantedLine();
const text = JSON.stringify(event);

it.each([
  ['an error that holds it', `{"error":${event}}`, ['error-response']],
  ['an error in a list', `{"a":1}\n[{"error":{"x":${text}}},{"a":1}]`, ['error-response']],
  ['text in a list', `{"a":1}\n[${text},{"a":1}]`, ['not-a-document']],
  [
    'a table with lists of documents',
    `{"columns":[{"name":"_source"}],"values":[[[${event}]]]}`,
    [],
  ],
  ['a table with text', `{"columns":[{"name":"_source"}],"values":[[${text}]]}`, []],
])('an event is found in %s', async (_, input, expected) => {
  const matches: string[] = [];
  const faults: string[] = [];
  await scan(
    [streamOf(Buffer.from(`${input}\n`))],
    {
      match: ({ json }) => void matches.push(Buffer.from(json).toString()),
      problem: ({ fault }) => void faults.push(fault.kind),
    },
    optionsWith({}),
  );
  expect(matches).toEqual([event]);
  expect(faults).toEqual(expected);
});
