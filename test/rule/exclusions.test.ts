import { describe, expect, test } from 'vitest';
import type { JsonValue } from '#dist/json/value.js';
import type { ClauseId } from '#dist/rule/clause-id.js';
import { event, shown, verdictOn } from './events.js';

type Changes = Readonly<Record<string, JsonValue | undefined>>;
type Row = readonly [changes: Changes, why: string];

/** Tests which events a clause excludes, and which match. */
function excludes(clause: ClauseId, excluded: readonly Row[], matching: readonly Row[]) {
  const named = ([changes, why]: Row) => ({
    why,
    changes,
    shown: Object.entries(changes)
      .map(([field, value]) => `${field} ${shown(value)}`)
      .join(', '),
  });
  test.each(excluded.map(named))('$shown is excluded: $why', ({ changes }) => {
    expect(verdictOn(event(changes))).toBe(clause);
  });
  test.each(matching.map(named))('$shown matches: $why', ({ changes }) => {
    expect(verdictOn(event(changes))).toBe('match');
  });
}

describe('a. process.executable is exactly that of an installer', () => {
  excludes(
    'installer-executable',
    [
      [{ 'process.executable': '/usr/bin/dpkg' }, 'as is'],
      [{ 'process.executable': ['/usr/bin/dpkg'] }, 'in an array'],
      [{ 'process.executable': ['/tmp/x', '/usr/bin/dpkg'] }, 'one excluded element is enough'],
      [{ 'process.executable': ['/usr/bin/dpkg', '/tmp/x'] }, 'in any position'],
      [{ 'process.executable': '/dev/fd/*' }, 'the literal text including the star'],
      [{ 'process.executable': '/proc/self/exe' }, 'a program that runs itself in a container'],
    ],
    [
      [{ 'process.executable': '/usr/bin/DPKG' }, 'case-sensitive'],
      [{ 'process.executable': '/usr/local/bin/dpkg' }, 'another directory'],
      [{ 'process.executable': '/usr/bin/dpkg ' }, 'blanks are significant'],
      [{ 'process.executable': '/usr/bin/dpkg (deleted)' }, 'the whole value is compared'],
      [{ 'process.executable': '/usr/bin/dpkg-deb' }, 'no prefix match'],
      [{ 'process.executable': 'dpkg' }, 'not only the name'],
      [{ 'process.executable': '/tmp/usr/bin/dpkg' }, 'no suffix match'],
      [{ 'process.executable': ['/usr/bin', '/dpkg'] }, 'elements are not joined'],
      [{ 'process.executable': '' }, 'the empty string is a value, and not listed'],
      [{ 'process.executable': [null, '/tmp/x'] }, 'null beside a value is ignored'],
      [{ 'process.name': 'dpkg' }, 'the name is another field'],
      [{ 'process.parent.executable': '/usr/bin/dpkg' }, 'so is the parent'],
    ],
  );
});

describe('b. file.extension is exactly that of a temporary file', () => {
  excludes(
    'temporary-extension',
    [
      [{ 'file.extension': 'swp' }, 'vim'],
      [{ 'file.extension': ['sh', 'swx'] }, 'one excluded element is enough'],
      [{ 'file.extension': 'dpkg-remove' }, 'dpkg'],
    ],
    [
      [{ 'file.extension': undefined }, 'missing: the comparison is false'],
      [{ 'file.extension': null }, 'null is the same'],
      [{ 'file.extension': [] }, 'so is an empty array'],
      [{ 'file.extension': [null] }, 'and an array of null'],
      [{ 'file.extension': '' }, 'the empty string is not listed'],
      [{ 'file.extension': 'SWP' }, 'case-sensitive'],
      [{ 'file.extension': '.swp' }, 'extensions have no dot'],
      [{ 'file.extension': 'swo' }, 'vim’s second swap file is not listed'],
      [{ 'file.extension': 'dpkg-new' }, 'neither is this'],
      [{ 'file.extension': 'sw?' }, '? is an ordinary character in a list'],
      [{ 'file.extension': true }, 'a boolean compares as its text'],
      [
        { 'file.path': '/etc/init.d/x.swp', 'file.name': 'x.swp' },
        'the field is compared, not the name',
      ],
    ],
  );
});

describe('c. file.path matches Elastic Beats or Agent, case-sensitive', () => {
  excludes(
    'elastic-path',
    [
      [{ 'file.path': '/etc/init.d/filebeat' }, 'a Beat'],
      [{ 'file.path': '/etc/init.d/beat' }, 'both * match nothing'],
      [{ 'file.path': '/etc/init.d/heartbeat-monitor' }, 'anything that contains “beat”'],
      [{ 'file.path': '/etc/init.d/offbeat/x' }, 'also in a directory’s name'],
      [{ 'file.path': '/etc/init.d/x/.upbeat.sh' }, 'also deeper'],
      [{ 'file.path': '/etc/init.d/drumbeat\nx' }, 'also before a newline'],
      [{ 'file.path': '/etc/init.d/elastic-agent' }, 'the Agent'],
      [{ 'file.path': '/etc/init.d/elastic-agent.dpkg-new' }, 'and similar names'],
      [
        { 'file.path': ['/etc/init.d/x', '/etc/init.d/filebeat'] },
        'one excluded element is enough',
      ],
      [
        { 'file.path': ['/ETC/init.d/x', '/etc/init.d/elastic-agent'] },
        'the required value can be another element',
      ],
    ],
    [
      [{ 'file.path': '/etc/init.d/fileBeat' }, 'case-sensitive'],
      [{ 'file.path': '/ETC/init.d/filebeat' }, 'case-sensitive in the directory too'],
      [{ 'file.path': '/etc/init.D/elastic-agent' }, 'everywhere'],
      [{ 'file.path': '/etc/init.d/Elastic-Agent' }, 'and here'],
      [{ 'file.path': '/etc/init.d/beaver' }, 'the whole word is required'],
      [{ 'file.path': '/etc/init.d/b*t' }, 'a star in the value is an ordinary character'],
      [{ 'file.path': '/etc/init.d/elastic_agent' }, 'the dash is an ordinary character'],
      [{ 'file.path': '/etc/init.d/my-elastic-agent' }, 'the Agent’s name must come first'],
      [
        { 'file.path': '/etc/init.d/x', 'file.name': 'filebeat' },
        'the path is compared, not the name',
      ],
      [{ 'file.path': ['/etc/init.d/x', '/opt/filebeat'] }, 'a Beat in another directory'],
    ],
  );
});

describe('d. process.executable is in an installer’s directory, case-sensitive', () => {
  excludes(
    'installer-folder',
    [
      [{ 'process.executable': '/dev/fd/3' }, 'here /dev/fd/* is a wildcard'],
      [{ 'process.executable': '/dev/fd/' }, '* can match nothing'],
      [{ 'process.executable': '/snap/snapd/21759/usr/lib/snapd/snapd' }, '* matches /'],
      [{ 'process.executable': '/var/lib/dpkg/info/cron.postinst' }, 'a maintainer script'],
      [{ 'process.executable': '/nix/store/.hidden' }, 'a leading dot'],
      [{ 'process.executable': '/usr/lib/virtualbox/../../../tmp/x' }, 'dots are not resolved'],
      [{ 'process.executable': ['/tmp/x', '/snap/x'] }, 'one excluded element is enough'],
    ],
    [
      [{ 'process.executable': '/dev/fd' }, 'the / is required'],
      [{ 'process.executable': '/DEV/fd/3' }, 'case-sensitive'],
      [{ 'process.executable': '/Snap/x' }, 'case-sensitive'],
      [{ 'process.executable': '/var/lib/snapd/snap/x' }, 'the whole value must match'],
      [{ 'process.executable': '/proc/1/root/snap/x' }, 'from its start'],
      [{ 'process.executable': '/nix/storeX/x' }, 'the / is an ordinary character'],
      [{ 'process.executable': ['/snap', '/x'] }, 'elements are not joined'],
      [{ 'process.command_line': '/snap/x' }, 'another field'],
    ],
  );
});

describe('e. process.name is exactly one of three', () => {
  excludes(
    'installer-name',
    [
      [{ 'process.name': 'docker-init' }, 'as is'],
      [{ 'process.name': ['sh', 'crio'] }, 'one excluded element is enough'],
      [{ 'process.name': [['jumpcloud-agent']] }, 'arrays in arrays are flattened'],
    ],
    [
      [{ 'process.name': undefined }, 'missing'],
      [{ 'process.name': null }, 'null'],
      [{ 'process.name': [null] }, 'null in an array'],
      [{ 'process.name': '' }, 'the empty string is not listed'],
      [{ 'process.name': 'Crio' }, 'case-sensitive'],
      [{ 'process.name': 'crio ' }, 'blanks are significant'],
      [{ 'process.name': 'docker' }, 'the whole name is compared'],
      [{ 'process.name': 'jumpcloud-agent-x' }, 'no prefix match'],
      [{ 'process.name': 7 }, 'a number compares as its text'],
      [{ 'process.executable': '/usr/bin/crio' }, 'the executable is another field'],
      [{ 'process.parent.name': 'docker-init' }, 'so is the parent'],
    ],
  );
});

describe('f. process.executable is null', () => {
  excludes(
    'no-executable',
    [
      [{ 'process.executable': undefined }, 'missing'],
      [{ 'process.executable': null }, 'null'],
      [{ 'process.executable': [] }, 'an empty array'],
      [{ 'process.executable': [null] }, 'an array of null'],
      [{ 'process.executable': [null, []] }, 'and of nothing'],
      [{ 'process.executable': {} }, 'an object without fields'],
      [{ 'process.executable': [{}] }, 'an array of such objects'],
      [{ 'process.executable': { text: '/tmp/x' } }, 'process.executable.text is another field'],
      [{ 'process.executable': undefined, 'process.name': 'sh' }, 'a name is not an executable'],
      [{ 'process.executable': undefined, process: null }, 'no process at all'],
      [{ 'process.executable': undefined, process: 'sh' }, 'a process that is not an object'],
    ],
    [
      [{ 'process.executable': '' }, 'the empty string is a value'],
      [{ 'process.executable': [''] }, 'in an array too'],
      [{ 'process.executable': [null, '/tmp/x'] }, 'one value is enough'],
      [{ 'process.executable': 'null' }, 'the word null is a value'],
      [{ 'process.executable': false }, 'a boolean is a value'],
      [{ 'process.executable': 0 }, 'a number is a value'],
      [
        { 'process.executable': null, process: { executable: '/tmp/x' } },
        'it has a value in another spelling',
      ],
    ],
  );
});

describe('g. ln creates a runlevel link, the path in any ASCII case', () => {
  excludes(
    'ln-runlevel-link',
    [
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/rc3.d/S20x' }, 'as is'],
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/rc.d/' }, 'both * match nothing'],
      [{ 'process.name': 'ln', 'file.path': '/ETC/Init.D/RC3.D/x' }, 'case is ignored'],
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/rc/a/b.d/c' }, '* matches /'],
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/rcXYZ\n.d/S' }, 'and newlines'],
      [
        { 'process.name': ['sh', 'ln'], 'file.path': ['/etc/init.d/x', '/etc/init.d/rc0.d/K1'] },
        'each condition by a different element',
      ],
    ],
    [
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/x' }, 'a link elsewhere'],
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/rc3.d' }, 'the / is required'],
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/rc3/S20x' }, 'the .d is required'],
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/xrc3.d/S' }, 'directly in the directory'],
      [
        { 'process.name': 'LN', 'file.path': '/etc/init.d/rc3.d/S20x' },
        'the name is case-sensitive',
      ],
      [{ 'process.name': 'cp', 'file.path': '/etc/init.d/rc3.d/S20x' }, 'another process'],
      [{ 'process.name': undefined, 'file.path': '/etc/init.d/rc3.d/S20x' }, 'no name'],
      [{ 'process.name': '', 'file.path': '/etc/init.d/rc3.d/S20x' }, 'an empty name'],
    ],
  );
});

describe('h. sed writes its temporary file, the name in any ASCII case', () => {
  excludes(
    'sed-temporary',
    [
      [{ 'process.name': 'sed', 'file.name': 'sedA1b2C3' }, 'as is'],
      [{ 'process.name': 'sed', 'file.name': 'sed' }, '* can match nothing'],
      [{ 'process.name': 'sed', 'file.name': 'SED-x' }, 'case is ignored'],
      [{ 'process.name': 'sed', 'file.name': 'sedge/of\ntown' }, 'with any suffix'],
      [
        { 'process.name': ['sh', 'sed'], 'file.name': ['x', 'sedQ'] },
        'each condition by a different element',
      ],
    ],
    [
      [{ 'process.name': 'sed' }, 'another file'],
      [{ 'process.name': 'sed', 'file.name': undefined }, 'no file name'],
      [{ 'process.name': 'sed', 'file.name': null }, 'null'],
      [{ 'process.name': 'sed', 'file.name': [] }, 'nothing'],
      [{ 'process.name': 'sed', 'file.name': '' }, 'empty'],
      [{ 'process.name': 'sed', 'file.name': 'xsed' }, 'the whole name must match'],
      [{ 'process.name': 'sed', 'file.name': '\u017fed1' }, 'a long s is not an s'],
      [
        { 'process.name': 'sed', 'file.path': '/etc/init.d/sedX' },
        'the name is compared, not the path',
      ],
      [{ 'process.name': 'Sed', 'file.name': 'sedX' }, 'the process name is case-sensitive'],
      [{ 'process.name': 'gsed', 'file.name': 'sedX' }, 'another process'],
      [{ 'process.name': undefined, 'file.name': 'sedX' }, 'no process name'],
      [{ 'process.name': 'sed*', 'file.name': 'sedX' }, '* is an ordinary character in =='],
    ],
  );
});

describe('i. perl writes e2scrub’s temporary file, the name in any ASCII case', () => {
  excludes(
    'perl-e2scrub',
    [
      [{ 'process.name': 'perl', 'file.name': 'e2scrub_all.tmp' }, '* can match nothing'],
      [{ 'process.name': 'perl', 'file.name': 'e2scrub_all.tmp1x' }, 'as is'],
      [{ 'process.name': 'perl', 'file.name': 'E2SCRUB_ALL.TMP' }, 'case is ignored'],
      [
        { 'process.name': ['perl', 'sh'], 'file.name': ['x', 'e2scrub_all.tmpQ'] },
        'each condition by a different element',
      ],
    ],
    [
      [{ 'process.name': 'perl' }, 'another file'],
      [{ 'process.name': 'perl', 'file.name': undefined }, 'no file name'],
      [{ 'process.name': 'perl', 'file.name': [null] }, 'null in an array'],
      [{ 'process.name': 'perl', 'file.name': 'e2scrub_all' }, 'the .tmp is required'],
      [
        { 'process.name': 'perl', 'file.name': 'e2scrub_allXtmp' },
        'the dot is an ordinary character',
      ],
      [
        { 'process.name': 'perl', 'file.name': 'e2scrubXall.tmp' },
        'the underscore is an ordinary character',
      ],
      [{ 'process.name': 'perl', 'file.name': 'e2\u017fcrub_all.tmp' }, 'a long s is not an s'],
      [{ 'process.name': 'perl', 'file.name': 'x.e2scrub_all.tmp' }, 'the whole name must match'],
      [{ 'process.name': 'perl5', 'file.name': 'e2scrub_all.tmp' }, 'another process'],
      [
        { 'process.name': 'Perl', 'file.name': 'e2scrub_all.tmp' },
        'the process name is case-sensitive',
      ],
      [{ 'process.name': undefined, 'file.name': 'e2scrub_all.tmp' }, 'no process name'],
    ],
  );
});

test('the conditions of g, h and i are not interchangeable', () => {
  const crossed: readonly Changes[] = [
    { 'process.name': 'ln', 'file.name': 'sedX' },
    { 'process.name': 'sed', 'file.name': 'e2scrub_all.tmp' },
    { 'process.name': 'perl', 'file.name': 'sedX' },
    { 'process.name': 'perl', 'file.path': '/etc/init.d/rc3.d/S1' },
  ];
  for (const changes of crossed) expect(verdictOn(event(changes))).toBe('match');
});
