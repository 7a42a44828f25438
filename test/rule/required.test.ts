import { describe, expect, test } from 'vitest';
import type { ClauseId } from '#dist/rule/clause-id.js';
import { event, type Row, testClauseValues, verdictOn } from './events.js';

function testValues(
  field: string,
  clause: ClauseId,
  accepted: readonly Row[],
  rejected: readonly Row[],
) {
  testClauseValues((changes) => verdictOn(event(changes)), field, clause, accepted, rejected);
}

const noValues: readonly Row[] = [
  [undefined, 'missing'],
  [null, 'null'],
  [[], 'no element'],
  [[null], 'no element but null'],
  [[[], [null]], 'the same, nested'],
  ['', 'the empty string is a value, but not this one'],
  [{}, 'an object without fields'],
  [true, 'compares as “true”'],
  [0, 'compares as “0”'],
];

describe('1. event.category is exactly file', () => {
  testValues(
    'event.category',
    'file-event',
    [
      ['file', 'as is'],
      [['file'], 'in an array, as Elastic Defend writes it'],
      [['file', 'process'], 'any element is enough'],
      [['process', 'file'], 'the last one too'],
      [[['process'], ['file']], 'arrays in arrays are flattened'],
      [[null, 'file'], 'null beside it is ignored'],
    ],
    [
      ...noValues,
      ['File', 'case-sensitive'],
      ['FILE', 'case-sensitive'],
      ['files', 'the whole value is compared'],
      ['file ', 'blanks are significant'],
      ['file\n', 'a newline is significant'],
      ['*', '* is an ordinary character in =='],
      ['process', 'another category'],
      [['process', 'network'], 'no element matches'],
      [{ name: 'file' }, 'event.category.name is another field'],
    ],
  );
});

describe('2. host.os.type is exactly linux', () => {
  testValues(
    'host.os.type',
    'linux',
    [
      ['linux', 'as is'],
      [['linux'], 'in an array, as Kibana shows Endgame'],
      [['windows', 'linux'], 'any element is enough'],
    ],
    [
      ...noValues,
      ['Linux', 'case-sensitive: this is host.os.name'],
      ['macos', 'another system'],
      ['windows', 'another system'],
      ['linux-gnu', 'the whole value is compared'],
      ['l\u0131nux', 'a dotless i is not an i'],
    ],
  );

  test('old Endgame documents with endgame.* fields alone cannot match', () => {
    const old = event({ 'host.os.type': undefined, 'endgame.file_path': '/etc/init.d/x' });
    expect(verdictOn(old)).toBe('linux');
  });
});

describe('3. event.action is a creation or a rename', () => {
  testValues(
    'event.action',
    'created-or-renamed',
    [
      ['creation', 'Elastic Defend, created'],
      ['rename', 'Elastic Defend, renamed'],
      ['file_create_event', 'Endgame, created'],
      ['file_rename_event', 'Endgame, renamed'],
      [['file_create_event'], 'in an array, as Kibana shows Endgame'],
      [['overwrite', 'rename'], 'any element is enough'],
    ],
    [
      ...noValues,
      ['deletion', 'the file is gone'],
      ['modification', 'the file was there'],
      ['overwrite', 'the file was there'],
      ['Creation', 'case-sensitive'],
      ['RENAME', 'case-sensitive'],
      ['created', 'Auditbeat’s word'],
      ['file_delete_event', 'Endgame, deleted'],
      ['file_*_event', '* is an ordinary character in a list'],
      ['creation, rename', 'the whole value is compared'],
    ],
  );
});

describe('4. file.path matches /etc/init.d/*, in any ASCII case', () => {
  testValues(
    'file.path',
    'under-init-d',
    [
      ['/etc/init.d/sshd-helper', 'an ordinary script'],
      ['/etc/init.d/', '* matches nothing too'],
      ['/etc/init.d/.hidden', '* matches a leading dot'],
      ['/etc/init.d/a/b/c', '* matches /'],
      ['/etc/init.d//x', '* matches a second /'],
      ['/etc/init.d/../../tmp/x', 'dots are not resolved'],
      ['/ETC/INIT.D/X', 'case is ignored'],
      ['/eTc/iNiT.D/x', 'anywhere'],
      ['/etc/init.d/a\nb', '* matches newlines'],
      ['/etc/init.d/\n', 'also alone'],
      ['/etc/init.d/\0', 'and NUL'],
      ['/etc/init.d/ ', 'and blanks'],
      ['/etc/init.d/[a-z]', 'brackets are ordinary characters'],
      ['/etc/init.d/{a,b}', 'braces are ordinary characters'],
      ['/etc/init.d/!x', '! is an ordinary character'],
      ['/etc/init.d/#x#', '# is an ordinary character'],
      ['/etc/init.d/a_b%c.d', '_ % . are ordinary characters'],
      ['/etc/init.d/a\\b', 'a backslash is an ordinary character'],
      ['/etc/init.d/*', 'a star in the value is an ordinary character'],
      ['/etc/init.d/?', 'a question mark too'],
      ['/etc/init.d/caf\u00e9', 'letters beyond ASCII'],
      ['/etc/init.d/\u{1f600}', 'characters beyond the first plane'],
      ['/etc/init.d/\ud800', 'a lone surrogate'],
      ['/etc/init.d/README', 'not a script'],
      [`/etc/init.d/${'x'.repeat(5_000)}`, 'longer than Elastic’s mapping allows'],
      [`/etc/init.d/${'a/'.repeat(2_500)}`, 'deeper than any file system'],
      [['/tmp/x', '/etc/init.d/x'], 'any element is enough'],
    ],
    [
      ...noValues,
      ['/etc/init.d', 'the last / is required'],
      ['/etc/init.dx', 'not any other character'],
      ['/etc/init.d\\x', 'a backslash is not a /'],
      ['/etc/initXd/x', 'the dot is an ordinary character'],
      ['/etc/initd/x', 'the dot is required'],
      ['/etc//init.d/x', 'every / is significant'],
      ['/etc/./init.d/x', 'dots are not resolved'],
      [' /etc/init.d/x', 'the whole value must match'],
      ['\n/etc/init.d/x', 'including the first line'],
      ['/mnt/etc/init.d/x', 'no search inside the value'],
      ['etc/init.d/x', 'a relative path'],
      ['/etc/rc.d/init.d/x', 'the target of Red Hat’s link'],
      ['/etc/\u0130nit.d/x', 'a dotted capital I is not an i'],
      ['/etc/\u0131nit.d/x', 'a dotless i is not an i'],
      ['/\uff45tc/init.d/x', 'a fullwidth e is not an e'],
      ['/var/log/x', 'another directory'],
      [['/tmp/x', '/etc/init.d'], 'no element matches'],
      [['/etc/', 'init.d/x'], 'elements are not joined'],
      [{ text: '/etc/init.d/x' }, 'file.path.text is another field'],
    ],
  );

  test('the path before a rename is ignored', () => {
    const away = event({ 'file.path': '/tmp/x', 'file.Ext.original.path': '/etc/init.d/x' });
    expect(verdictOn(away)).toBe('under-init-d');
  });
});
