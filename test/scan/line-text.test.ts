import { describe, expect, it } from 'vitest';
import { bulkDocumentOperations, bulkOperations } from '#dist/export/shapes.js';
import { actionBefore, withoutTail } from '#dist/scan/line-text.js';

/** The action that is found before the last line of some text. */
function actionIn(text: string): unknown {
  const bytes = Buffer.from(text);
  const start = text.lastIndexOf('\n') + 1;
  return actionBefore({
    bytes,
    start,
    end: bytes.length,
    lookBehindStart: 0,
    line: 1,
    byteOffset: start,
    isTerminated: false,
    droppedNuls: 0,
  });
}

describe('the bulk action on the line before a document', () => {
  it.each([...bulkDocumentOperations])('is found if it is %s', (operation) => {
    const action = { index: 'logs', id: '7' };
    expect(actionIn(`{"${operation}":{"_index":"logs","_id":"7"}}\n{"a":1}`)).toEqual(action);
    expect(actionIn(`\n{ "${operation}" : {"_index":"logs","_id":"7"}}\r\n{"a":1}`)).toEqual(
      action,
    );
  });

  it('is not a deletion, which has no document', () => {
    expect([...bulkOperations].filter((name) => !bulkDocumentOperations.has(name))).toEqual([
      'delete',
    ]);
    expect(actionIn('{"delete":{"_index":"logs","_id":"7"}}\n{"a":1}')).toBeUndefined();
  });

  it.each(['{"indexes":{"_index":"logs"}}', '{"ind":{"_index":"logs"}}', '{"index":{"a":1}}', 'x'])(
    'is not %s',
    (line) => {
      expect(actionIn(`${line}\n{"a":1}`)).toBeUndefined();
    },
  );
});

describe('text without its tail', () => {
  it.each([
    ['{"a":1} , \n,', '{"a":1}'],
    [' , ', ''],
    ['', ''],
    ['a , b', 'a , b'],
  ])('%j', (text, expected) => expect(withoutTail(text)).toBe(expected));

  it('takes no longer than its length, wherever the blanks are', () => {
    const text = `${' ,'.repeat(1_000_000)}x`;
    expect(withoutTail(text)).toBe(text);
  });
});
