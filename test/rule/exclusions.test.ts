import { describe, expect, test } from 'vitest';
import type { JsonValue } from '#dist/json/value.js';
import type { ClauseId } from '#dist/rule/system-v-init-script.js';
import { event, shown, verdictOn } from './events.js';

type Changes = Readonly<Record<string, JsonValue | undefined>>;
type Row = readonly [changes: Changes, why: string];

/** States which events a clause excludes, and which it lets through so that they match. */
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
      [{ 'process.executable': '/usr/bin/dpkg' }, 'as it is'],
      [{ 'process.executable': ['/usr/bin/dpkg'] }, 'in an array'],
      [{ 'process.executable': ['/tmp/x', '/usr/bin/dpkg'] }, 'one excluded element excludes'],
      [{ 'process.executable': ['/usr/bin/dpkg', '/tmp/x'] }, 'wherever it stands'],
      [{ 'process.executable': '/dev/fd/*' }, 'the literal text with its star'],
      [{ 'process.executable': '/proc/self/exe' }, 'a program that runs itself in a container'],
    ],
    [
      [{ 'process.executable': '/usr/bin/DPKG' }, 'case counts'],
      [{ 'process.executable': '/usr/local/bin/dpkg' }, 'another folder'],
      [{ 'process.executable': '/usr/bin/dpkg ' }, 'blanks count'],
      [{ 'process.executable': '/usr/bin/dpkg (deleted)' }, 'the whole value counts'],
      [{ 'process.executable': '/usr/bin/dpkg-deb' }, 'no prefix match'],
      [{ 'process.executable': 'dpkg' }, 'no name alone'],
      [{ 'process.executable': '/tmp/usr/bin/dpkg' }, 'no suffix match'],
      [{ 'process.executable': ['/usr/bin', '/dpkg'] }, 'elements are not joined'],
      [{ 'process.executable': '' }, 'the empty string is a value, and not listed'],
      [{ 'process.executable': [null, '/tmp/x'] }, 'null beside a value is nothing'],
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
      [{ 'file.extension': ['sh', 'swx'] }, 'one excluded element excludes'],
      [{ 'file.extension': 'dpkg-remove' }, 'dpkg'],
    ],
    [
      [{ 'file.extension': undefined }, 'missing: a comparison with nothing is false'],
      [{ 'file.extension': null }, 'null is the same'],
      [{ 'file.extension': [] }, 'so is an empty array'],
      [{ 'file.extension': [null] }, 'and one of null'],
      [{ 'file.extension': '' }, 'the empty string is not listed'],
      [{ 'file.extension': 'SWP' }, 'case counts'],
      [{ 'file.extension': '.swp' }, 'extensions have no dot'],
      [{ 'file.extension': 'swo' }, 'vim’s second swap file is not listed'],
      [{ 'file.extension': 'dpkg-new' }, 'nor is this'],
      [{ 'file.extension': 'sw?' }, '? is plain in a list'],
      [{ 'file.extension': true }, 'a boolean compares as its text'],
      [
        { 'file.path': '/etc/init.d/x.swp', 'file.name': 'x.swp' },
        'the field counts, not the name',
      ],
    ],
  );
});

describe('c. file.path matches that of Elastic Beats or Agent, in this case', () => {
  excludes(
    'elastic-path',
    [
      [{ 'file.path': '/etc/init.d/filebeat' }, 'a Beat'],
      [{ 'file.path': '/etc/init.d/beat' }, 'both runs empty'],
      [{ 'file.path': '/etc/init.d/heartbeat-monitor' }, 'anything that holds “beat”'],
      [{ 'file.path': '/etc/init.d/offbeat/x' }, 'also in a folder’s name'],
      [{ 'file.path': '/etc/init.d/x/.upbeat.sh' }, 'also deeper'],
      [{ 'file.path': '/etc/init.d/drumbeat\nx' }, 'also before a newline'],
      [{ 'file.path': '/etc/init.d/elastic-agent' }, 'the Agent'],
      [{ 'file.path': '/etc/init.d/elastic-agent.dpkg-new' }, 'and its like'],
      [{ 'file.path': ['/etc/init.d/x', '/etc/init.d/filebeat'] }, 'one excluded element excludes'],
      [
        { 'file.path': ['/ETC/init.d/x', '/etc/init.d/elastic-agent'] },
        'another element may be what is required',
      ],
    ],
    [
      [{ 'file.path': '/etc/init.d/fileBeat' }, 'case counts'],
      [{ 'file.path': '/ETC/init.d/filebeat' }, 'case counts in the folder too'],
      [{ 'file.path': '/etc/init.D/elastic-agent' }, 'everywhere'],
      [{ 'file.path': '/etc/init.d/Elastic-Agent' }, 'and here'],
      [{ 'file.path': '/etc/init.d/beaver' }, 'the whole word has to be there'],
      [{ 'file.path': '/etc/init.d/b*t' }, 'a star in the value is a character'],
      [{ 'file.path': '/etc/init.d/elastic_agent' }, 'the dash is plain'],
      [{ 'file.path': '/etc/init.d/my-elastic-agent' }, 'the Agent’s name comes first'],
      [{ 'file.path': '/etc/init.d/x', 'file.name': 'filebeat' }, 'the path counts, not the name'],
      [{ 'file.path': ['/etc/init.d/x', '/opt/filebeat'] }, 'a Beat elsewhere is none here'],
    ],
  );
});

describe('d. process.executable lies in an installer’s folder, in this case', () => {
  excludes(
    'installer-folder',
    [
      [{ 'process.executable': '/dev/fd/3' }, 'here /dev/fd/* is a wildcard'],
      [{ 'process.executable': '/dev/fd/' }, 'the run may be empty'],
      [{ 'process.executable': '/snap/snapd/21759/usr/lib/snapd/snapd' }, '* crosses /'],
      [{ 'process.executable': '/var/lib/dpkg/info/cron.postinst' }, 'a maintainer script'],
      [{ 'process.executable': '/nix/store/.hidden' }, 'a leading dot'],
      [{ 'process.executable': '/usr/lib/virtualbox/../../../tmp/x' }, 'dots are not resolved'],
      [{ 'process.executable': ['/tmp/x', '/snap/x'] }, 'one excluded element excludes'],
    ],
    [
      [{ 'process.executable': '/dev/fd' }, 'the / is not part of the run'],
      [{ 'process.executable': '/DEV/fd/3' }, 'case counts'],
      [{ 'process.executable': '/Snap/x' }, 'case counts'],
      [{ 'process.executable': '/var/lib/snapd/snap/x' }, 'the whole value has to fit'],
      [{ 'process.executable': '/proc/1/root/snap/x' }, 'from its start on'],
      [{ 'process.executable': '/nix/storeX/x' }, 'the / is plain'],
      [{ 'process.executable': ['/snap', '/x'] }, 'elements are not joined'],
      [{ 'process.command_line': '/snap/x' }, 'another field'],
    ],
  );
});

describe('e. process.name is exactly one of three', () => {
  excludes(
    'installer-name',
    [
      [{ 'process.name': 'docker-init' }, 'as it is'],
      [{ 'process.name': ['sh', 'crio'] }, 'one excluded element excludes'],
      [{ 'process.name': [['jumpcloud-agent']] }, 'arrays in arrays are flattened'],
    ],
    [
      [{ 'process.name': undefined }, 'missing'],
      [{ 'process.name': null }, 'null'],
      [{ 'process.name': [null] }, 'null in an array'],
      [{ 'process.name': '' }, 'the empty string is not listed'],
      [{ 'process.name': 'Crio' }, 'case counts'],
      [{ 'process.name': 'crio ' }, 'blanks count'],
      [{ 'process.name': 'docker' }, 'the whole name counts'],
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
      [{ 'process.executable': [{}] }, 'an array of such'],
      [{ 'process.executable': { text: '/tmp/x' } }, 'process.executable.text is another field'],
      [{ 'process.executable': undefined, 'process.name': 'sh' }, 'a name is no executable'],
      [{ 'process.executable': undefined, process: null }, 'no process at all'],
      [{ 'process.executable': undefined, process: 'sh' }, 'a process that is no object'],
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
        'another spelling has it',
      ],
    ],
  );
});

describe('g. ln makes a runlevel link, the path in any ASCII case', () => {
  excludes(
    'ln-runlevel-link',
    [
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/rc3.d/S20x' }, 'as it is'],
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/rc.d/' }, 'both runs empty'],
      [{ 'process.name': 'ln', 'file.path': '/ETC/Init.D/RC3.D/x' }, 'case is ignored'],
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/rc/a/b.d/c' }, 'runs cross /'],
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/rcXYZ\n.d/S' }, 'and take newlines'],
      [
        { 'process.name': ['sh', 'ln'], 'file.path': ['/etc/init.d/x', '/etc/init.d/rc0.d/K1'] },
        'each half by another element',
      ],
    ],
    [
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/x' }, 'a link elsewhere'],
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/rc3.d' }, 'the / is not part of a run'],
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/rc3/S20x' }, 'the .d has to be there'],
      [{ 'process.name': 'ln', 'file.path': '/etc/init.d/xrc3.d/S' }, 'right behind the folder'],
      [{ 'process.name': 'LN', 'file.path': '/etc/init.d/rc3.d/S20x' }, 'the name’s case counts'],
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
      [{ 'process.name': 'sed', 'file.name': 'sedA1b2C3' }, 'as it is'],
      [{ 'process.name': 'sed', 'file.name': 'sed' }, 'the run may be empty'],
      [{ 'process.name': 'sed', 'file.name': 'SED-x' }, 'case is ignored'],
      [{ 'process.name': 'sed', 'file.name': 'sedge/of\ntown' }, 'whatever follows'],
      [
        { 'process.name': ['sh', 'sed'], 'file.name': ['x', 'sedQ'] },
        'each half by another element',
      ],
    ],
    [
      [{ 'process.name': 'sed' }, 'another file'],
      [{ 'process.name': 'sed', 'file.name': undefined }, 'no file name'],
      [{ 'process.name': 'sed', 'file.name': null }, 'null'],
      [{ 'process.name': 'sed', 'file.name': [] }, 'nothing'],
      [{ 'process.name': 'sed', 'file.name': '' }, 'empty'],
      [{ 'process.name': 'sed', 'file.name': 'xsed' }, 'the whole name has to fit'],
      [{ 'process.name': 'sed', 'file.name': '\u017fed1' }, 'a long s is no s'],
      [{ 'process.name': 'sed', 'file.path': '/etc/init.d/sedX' }, 'the name counts, not the path'],
      [{ 'process.name': 'Sed', 'file.name': 'sedX' }, 'the process’s case counts'],
      [{ 'process.name': 'gsed', 'file.name': 'sedX' }, 'another process'],
      [{ 'process.name': undefined, 'file.name': 'sedX' }, 'no process name'],
      [{ 'process.name': 'sed*', 'file.name': 'sedX' }, '* is plain in =='],
    ],
  );
});

describe('i. perl writes e2scrub’s temporary file, the name in any ASCII case', () => {
  excludes(
    'perl-e2scrub',
    [
      [{ 'process.name': 'perl', 'file.name': 'e2scrub_all.tmp' }, 'the run may be empty'],
      [{ 'process.name': 'perl', 'file.name': 'e2scrub_all.tmp1x' }, 'as it is'],
      [{ 'process.name': 'perl', 'file.name': 'E2SCRUB_ALL.TMP' }, 'case is ignored'],
      [
        { 'process.name': ['perl', 'sh'], 'file.name': ['x', 'e2scrub_all.tmpQ'] },
        'each half by another element',
      ],
    ],
    [
      [{ 'process.name': 'perl' }, 'another file'],
      [{ 'process.name': 'perl', 'file.name': undefined }, 'no file name'],
      [{ 'process.name': 'perl', 'file.name': [null] }, 'null in an array'],
      [{ 'process.name': 'perl', 'file.name': 'e2scrub_all' }, 'the .tmp has to be there'],
      [{ 'process.name': 'perl', 'file.name': 'e2scrub_allXtmp' }, 'the dot is plain'],
      [{ 'process.name': 'perl', 'file.name': 'e2scrubXall.tmp' }, 'the underscore is plain'],
      [{ 'process.name': 'perl', 'file.name': 'e2\u017fcrub_all.tmp' }, 'a long s is no s'],
      [{ 'process.name': 'perl', 'file.name': 'x.e2scrub_all.tmp' }, 'the whole name has to fit'],
      [{ 'process.name': 'perl5', 'file.name': 'e2scrub_all.tmp' }, 'another process'],
      [{ 'process.name': 'Perl', 'file.name': 'e2scrub_all.tmp' }, 'the process’s case counts'],
      [{ 'process.name': undefined, 'file.name': 'e2scrub_all.tmp' }, 'no process name'],
    ],
  );
});

test('the halves of g, h and i do not stand for one another', () => {
  const crossed: readonly Changes[] = [
    { 'process.name': 'ln', 'file.name': 'sedX' },
    { 'process.name': 'sed', 'file.name': 'e2scrub_all.tmp' },
    { 'process.name': 'perl', 'file.name': 'sedX' },
    { 'process.name': 'perl', 'file.path': '/etc/init.d/rc3.d/S1' },
  ];
  for (const changes of crossed) expect(verdictOn(event(changes))).toBe('match');
});
