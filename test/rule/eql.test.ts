import { describe, expect, it } from 'vitest';
import { quote, ruleEql } from '#dist/rule/eql.js';
import { defaultRule, revisionOf } from '#dist/rule/revisions.js';
import { queries } from '../oracle/revisions.js';
import { type Expression, parseEql } from './eql-parser.js';

/** The rule, typed independently of the tables: every clause in order. */
const theRule = {
  category: 'file',
  where: {
    and: [
      { field: 'host.os.type', operator: '==', values: ['linux'] },
      {
        field: 'event.action',
        operator: 'in',
        values: ['creation', 'file_create_event', 'rename', 'file_rename_event'],
      },
      { field: 'file.path', operator: ':', values: ['/etc/init.d/*'] },
      {
        not: {
          or: [
            {
              field: 'process.executable',
              operator: 'in',
              values:
                `/bin/dpkg /usr/bin/dpkg /bin/dockerd /usr/bin/dockerd /usr/sbin/dockerd /bin/microdnf
                /usr/bin/microdnf /bin/rpm /usr/bin/rpm /bin/snapd /usr/bin/snapd /bin/yum /usr/bin/yum /bin/dnf
                /usr/bin/dnf /bin/podman /usr/bin/podman /bin/dnf-automatic /usr/bin/dnf-automatic /bin/pacman
                /usr/bin/pacman /usr/bin/dpkg-divert /bin/dpkg-divert /sbin/apk /usr/sbin/apk /usr/local/sbin/apk
                /usr/bin/apt /usr/sbin/pacman /bin/podman /usr/bin/podman /usr/bin/puppet /bin/puppet
                /opt/puppetlabs/puppet/bin/puppet /usr/bin/chef-client /bin/chef-client /bin/autossl_check
                /usr/bin/autossl_check /proc/self/exe /dev/fd/* /usr/bin/pamac-daemon /bin/pamac-daemon
                /usr/lib/snapd/snapd /usr/local/bin/dockerd`.split(/\s+/),
            },
            {
              field: 'file.extension',
              operator: 'in',
              values: ['swp', 'swpx', 'swx', 'dpkg-remove'],
            },
            {
              field: 'file.path',
              operator: 'like',
              values: ['/etc/init.d/*beat*', '/etc/init.d/elastic-agent*'],
            },
            {
              field: 'process.executable',
              operator: 'like',
              values: [
                '/nix/store/*',
                '/var/lib/dpkg/*',
                '/snap/*',
                '/dev/fd/*',
                '/usr/lib/virtualbox/*',
              ],
            },
            {
              field: 'process.name',
              operator: 'in',
              values: ['docker-init', 'jumpcloud-agent', 'crio'],
            },
            { field: 'process.executable', operator: '==' },
            {
              and: [
                { field: 'process.name', operator: '==', values: ['ln'] },
                { field: 'file.path', operator: ':', values: ['/etc/init.d/rc*.d/*'] },
              ],
            },
            {
              and: [
                { field: 'process.name', operator: '==', values: ['sed'] },
                { field: 'file.name', operator: ':', values: ['sed*'] },
              ],
            },
            {
              and: [
                { field: 'process.name', operator: '==', values: ['perl'] },
                { field: 'file.name', operator: ':', values: ['e2scrub_all.tmp*'] },
              ],
            },
          ],
        },
      },
    ],
  },
};

type Test = readonly [field: string, comparison: string, ...values: string[]];

/** A test of the oracle, as EQL states it. */
function expressionOf([field, comparison, ...values]: Test): Expression {
  const name = field === 'file.Ext.original.name' ? `?${field}` : field;
  return comparison === 'null'
    ? { field: name, operator: '==' }
    : { field: name, operator: comparison, values };
}

function joined(tests: readonly Test[]): Expression {
  const [only, ...others] = tests.map(expressionOf);
  return only !== undefined && others.length === 0 ? only : { and: tests.map(expressionOf) };
}

describe("the rule's EQL", () => {
  it('has every clause, operator and pattern in the order of the rule', () => {
    expect(parseEql(ruleEql(defaultRule))).toEqual(theRule);
  });

  it.each(Object.keys(queries))(
    'of version %s has the tests of the oracle, in order',
    (version) => {
      const { required = [], excluded = [] } = queries[version] ?? {};
      const [category, ...others] = required.map(expressionOf);
      const { where, ...query } = parseEql(ruleEql(revisionOf(version).rule));
      expect(category).toEqual({
        field: 'event.category',
        operator: '==',
        values: [query.category],
      });
      expect(where).toEqual({ and: [...others, { not: { or: excluded.map(joined) } }] });
    },
  );

  it('has 43 executables', () => {
    expect(
      ruleEql(defaultRule)
        .match(/process\.executable in \(([^)]*)\)/)?.[1]
        ?.split(', '),
    ).toHaveLength(43);
  });

  it.each([
    ['plain', '"plain"'],
    ['a "quoted" \\ path', '"a \\"quoted\\" \\\\ path"'],
    ['line\nbreak\r\ttab', '"line\\nbreak\\r\\ttab"'],
    ['\u0000\u001b\u007f', '"\\u{00}\\u{1b}\\u{7f}"'],
    ['é 漢 😀', '"é 漢 😀"'],
    ["it's", '"it\'s"'],
  ])('quotes %j so that it is parsed correctly', (text, literal) => {
    expect(quote(text)).toBe(literal);
    expect(parseEql(`any where a == ${literal}`).where).toEqual({
      field: 'a',
      operator: '==',
      values: [text],
    });
  });
});
