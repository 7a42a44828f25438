import { describe, expect, test } from 'vitest';
import type { ClauseId } from '#dist/rule/system-v-init-script.js';
import { event, type Row, takes as takesBy, verdictOn } from './events.js';

function takes(field: string, clause: ClauseId, accepted: readonly Row[], refused: readonly Row[]) {
  takesBy((changes) => verdictOn(event(changes)), field, clause, accepted, refused);
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
  takes(
    'event.category',
    'file-event',
    [
      ['file', 'as it is'],
      [['file'], 'in an array, as Elastic Defend writes it'],
      [['file', 'process'], 'any element will do'],
      [['process', 'file'], 'the last one too'],
      [[['process'], ['file']], 'arrays in arrays are flattened'],
      [[null, 'file'], 'null beside it counts for nothing'],
    ],
    [
      ...noValues,
      ['File', 'case counts'],
      ['FILE', 'case counts'],
      ['files', 'the whole value counts'],
      ['file ', 'blanks count'],
      ['file\n', 'a newline counts'],
      ['*', '* is plain in =='],
      ['process', 'another category'],
      [['process', 'network'], 'no element fits'],
      [{ name: 'file' }, 'event.category.name is another field'],
    ],
  );
});

describe('2. host.os.type is exactly linux', () => {
  takes(
    'host.os.type',
    'linux',
    [
      ['linux', 'as it is'],
      [['linux'], 'in an array, as Kibana shows Endgame'],
      [['windows', 'linux'], 'any element will do'],
    ],
    [
      ...noValues,
      ['Linux', 'case counts: this is host.os.name'],
      ['macos', 'another system'],
      ['windows', 'another system'],
      ['linux-gnu', 'the whole value counts'],
      ['l\u0131nux', 'a dotless i is no i'],
    ],
  );

  test('old Endgame documents with endgame.* fields alone cannot match', () => {
    const old = event({ 'host.os.type': undefined, 'endgame.file_path': '/etc/init.d/x' });
    expect(verdictOn(old)).toBe('linux');
  });
});

describe('3. event.action says that the file was created or renamed', () => {
  takes(
    'event.action',
    'created-or-renamed',
    [
      ['creation', 'Elastic Defend, created'],
      ['rename', 'Elastic Defend, renamed'],
      ['file_create_event', 'Endgame, created'],
      ['file_rename_event', 'Endgame, renamed'],
      [['file_create_event'], 'in an array, as Kibana shows Endgame'],
      [['overwrite', 'rename'], 'any element will do'],
    ],
    [
      ...noValues,
      ['deletion', 'the file is gone'],
      ['modification', 'the file was there'],
      ['overwrite', 'the file was there'],
      ['Creation', 'case counts'],
      ['RENAME', 'case counts'],
      ['created', 'Auditbeat’s word'],
      ['file_delete_event', 'Endgame, deleted'],
      ['file_*_event', '* is plain in a list'],
      ['creation, rename', 'one value is one word'],
    ],
  );
});

describe('4. file.path matches /etc/init.d/*, in any ASCII case', () => {
  takes(
    'file.path',
    'under-init-d',
    [
      ['/etc/init.d/sshd-helper', 'an ordinary script'],
      ['/etc/init.d/', '* is the empty run too'],
      ['/etc/init.d/.hidden', '* takes a leading dot'],
      ['/etc/init.d/a/b/c', '* crosses /'],
      ['/etc/init.d//x', 'a second / is part of the run'],
      ['/etc/init.d/../../tmp/x', 'dots are not resolved'],
      ['/ETC/INIT.D/X', 'case is ignored'],
      ['/eTc/iNiT.D/x', 'anywhere'],
      ['/etc/init.d/a\nb', '* takes newlines'],
      ['/etc/init.d/\n', 'also alone'],
      ['/etc/init.d/\0', 'and NUL'],
      ['/etc/init.d/ ', 'and blanks'],
      ['/etc/init.d/[a-z]', 'brackets are plain'],
      ['/etc/init.d/{a,b}', 'braces are plain'],
      ['/etc/init.d/!x', '! is plain'],
      ['/etc/init.d/#x#', '# is plain'],
      ['/etc/init.d/a_b%c.d', '_ % . are plain'],
      ['/etc/init.d/a\\b', 'a backslash is plain'],
      ['/etc/init.d/*', 'a star in the value is a character'],
      ['/etc/init.d/?', 'a question mark too'],
      ['/etc/init.d/caf\u00e9', 'letters beyond ASCII'],
      ['/etc/init.d/\u{1f600}', 'characters beyond the first plane'],
      ['/etc/init.d/\ud800', 'a lone surrogate'],
      ['/etc/init.d/README', 'what is no script at all'],
      [`/etc/init.d/${'x'.repeat(5_000)}`, 'longer than Elastic’s mapping keeps'],
      [`/etc/init.d/${'a/'.repeat(2_500)}`, 'deeper than any file system'],
      [['/tmp/x', '/etc/init.d/x'], 'any element will do'],
    ],
    [
      ...noValues,
      ['/etc/init.d', 'the last / is not part of the run'],
      ['/etc/init.dx', 'nor any other character'],
      ['/etc/init.d\\x', 'a backslash is no /'],
      ['/etc/initXd/x', 'the dot is plain'],
      ['/etc/initd/x', 'the dot has to be there'],
      ['/etc//init.d/x', 'the / are counted'],
      ['/etc/./init.d/x', 'dots are not resolved'],
      [' /etc/init.d/x', 'the whole value has to fit'],
      ['\n/etc/init.d/x', 'from its first line on'],
      ['/mnt/etc/init.d/x', 'no search within the value'],
      ['etc/init.d/x', 'no relative path'],
      ['/etc/rc.d/init.d/x', 'where Red Hat’s link leads to'],
      ['/etc/\u0130nit.d/x', 'a dotted capital I is no i'],
      ['/etc/\u0131nit.d/x', 'a dotless i is no i'],
      ['/\uff45tc/init.d/x', 'a fullwidth e is no e'],
      ['/var/log/x', 'elsewhere'],
      [['/tmp/x', '/etc/init.d'], 'no element fits'],
      [['/etc/', 'init.d/x'], 'elements are not joined'],
      [{ text: '/etc/init.d/x' }, 'file.path.text is another field'],
    ],
  );

  test('the path before a rename does not count', () => {
    const away = event({ 'file.path': '/tmp/x', 'file.Ext.original.path': '/etc/init.d/x' });
    expect(verdictOn(away)).toBe('under-init-d');
  });
});
