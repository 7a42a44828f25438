import { describe, expect, it } from 'vitest';
import type { RelatedActivity } from '#dist/investigate/activity.js';
import type { Case, HostCase, PlantedFile } from '#dist/investigate/case.js';
import {
  type InvestigatedMatch,
  suggestExceptions,
} from '#dist/investigate/suggested-exceptions.js';
import type { JsonObject } from '#dist/json/value.js';
import { defaultRule } from '#dist/rule/revisions.js';
import { hostCase, noCase, plantedFile } from '../report/cases.js';

const agent = '/etc/init.d/agent';

/** A file that salt-minion wrote. */
function file(changes: Partial<PlantedFile> = {}): PlantedFile {
  return {
    ...plantedFile(),
    path: agent,
    planters: [
      {
        chain: [
          {
            role: 'writer',
            known: 'own',
            executable: '/usr/bin/python3',
            commandLine: '/usr/bin/python3 /usr/bin/salt-minion',
            odd: [],
            events: [1],
          },
        ],
        reachesEntry: true,
        session: { type: 'init', address: '10.1.1.1', isInferred: false, events: [1] },
        events: [1],
      },
    ],
    benign: [
      {
        reason: 'configuration-tool',
        value: '/usr/bin/python3 /usr/bin/salt-minion',
        events: [1],
      },
    ],
    ...changes,
  };
}

function host(name: string, changes: Partial<HostCase> = {}): HostCase {
  return { ...hostCase(), name, id: name, files: [file()], surroundings: [], ...changes };
}

function match(name: string, changes: JsonObject = {}, path = agent): InvestigatedMatch {
  const document = {
    'user.name': ['root'],
    'process.command_line': ['/usr/bin/python3 /usr/bin/salt-minion'],
    'process.executable': ['/usr/bin/python3'],
    'file.path': [path],
    'file.hash.sha256': ['aa'],
    'host.id': [name],
    ...changes,
  };
  return { hostKey: name, hostName: name, path, document };
}

interface Item {
  readonly name: string;
  readonly comments: readonly { readonly comment: string }[];
  readonly entries: readonly { readonly field: string; readonly value?: string }[];
}

function suggest(
  found: Partial<Case>,
  matches: readonly InvestigatedMatch[],
  only: readonly string[] = [],
): { readonly items: readonly Item[]; readonly line: string; readonly description: string } {
  const { list, line } = suggestExceptions(
    { ...noCase, ...found },
    matches,
    only,
    defaultRule.identity,
  );
  const lines = list
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as Item & { description: string });
  return { items: lines.slice(1, -1), line, description: lines[0]?.description ?? '' };
}

const alert: RelatedActivity = {
  what: 'alert',
  relation: 'lineage',
  subject: 'Malware',
  times: 1,
  relatedRule: false,
  isMatch: false,
  events: [1],
};

describe('suggested exceptions', () => {
  it('are one item for the same path, tool and contents on several hosts, and name chain, address and hosts', () => {
    const { items, line } = suggest({ hosts: [host('a'), host('b')] }, [match('a'), match('b')]);
    expect(items.map(({ entries }) => entries.map(({ field }) => field))).toEqual([
      ['file.path', 'process.executable', 'file.hash.sha256'],
    ]);
    expect(items[0]?.comments[0]?.comment).toBe(
      'Written by /usr/bin/python3 /usr/bin/salt-minion (init from 10.1.1.1). On a, b.',
    );
    expect(line).toBe('suggested 1 exception for 2 files');
  });

  it('are limited to the host if only one has the file', () => {
    const { items } = suggest({ hosts: [host('a')] }, [match('a')]);
    expect(items[0]?.entries.map(({ field }) => field)).toContain('host.id');
  });

  it('hold for the next run, whose command has other numbers, if the contents are unknown', () => {
    const matches = ['a', 'b'].map((name) =>
      match(name, {
        'file.hash.sha256': [],
        'process.command_line': ['python3 /tmp/run-1779352200.1/x*.py'],
      }),
    );
    const { items } = suggest({ hosts: [host('a'), host('b')] }, matches);
    expect(items[0]?.entries.at(-1)).toMatchObject({
      type: 'wildcard',
      value: 'python3 /tmp/run-*/x\\*.py',
    });
  });

  it.each<[string, HostCase]>([
    ['no tool wrote the file', host('a', { files: [file({ benign: [] })] })],
    ['its session raised an alert', host('a', { surroundings: [alert] })],
    [
      'a process of the chain is in an unusual location',
      host('a', {
        files: [
          file({
            planters: file().planters.map((creator) => ({
              ...creator,
              chain: creator.chain.map((link) => ({ ...link, odd: ['tmp'] as const })),
            })),
          }),
        ],
      }),
    ],
    [
      'a person started the tool',
      host('a', {
        files: [
          file({
            planters: file().planters.map((creator) => ({
              ...creator,
              chain: creator.chain.map((link) => ({ ...link, isInteractive: true })),
              session: { type: 'sshd', isInferred: false, events: [1] },
            })),
          }),
        ],
      }),
    ],
  ])('cover nothing if %s, and say so', (_, found) => {
    const { items, line, description } = suggest({ hosts: [found] }, [match('a')]);
    expect(items).toEqual([]);
    expect(line).toContain('none for 1 file of the case');
    expect(description).toContain('It was not made for 1 file of the case.');
  });

  it('cover no file that deviates from those that are alike', () => {
    const deviation = { hostName: 'b', path: agent, host: 1, differs: ['contents'], events: [1] };
    const groups = [
      {
        path: agent,
        hosts: ['a', 'c'],
        files: [],
        signs: [],
        deviations: [deviation],
        events: [1],
      },
    ] as Case['groups'];
    const hosts = ['a', 'b', 'c'].map((name) => host(name));
    const matches = [match('a'), match('b', { 'file.hash.sha256': ['bb'] }), match('c')];
    const { items, line } = suggest({ hosts, groups }, matches);
    expect(items).toHaveLength(1);
    expect(JSON.stringify(items)).not.toContain('"bb"');
    expect(line).toContain('none for 1 file of the case');
  });

  it('cover exactly what is asked for, whatever it looks like', () => {
    const hosts = [host('a', { files: [file({ benign: [] })] }), host('b')];
    const matches = [match('a'), match('b')];
    for (const only of [['a'], ['b']]) {
      const { items } = suggest({ hosts }, matches, only);
      expect(items.map(({ name }) => name)).toEqual([`${agent} on ${only[0]}`]);
    }
    expect(suggest({ hosts }, matches, [agent]).items).toHaveLength(2);
    expect(suggest({ hosts }, matches, ['other']).items).toEqual([]);
  });

  it('say that they were not made for files that the case leaves out', () => {
    const leftOut = {
      files: [{ host: 'z', path: agent, matches: 1 }],
      matchesNotNamed: 3,
    };
    const { description } = suggest({ hosts: [host('a')], leftOut }, [match('a')]);
    expect(description).toContain('1 file that the case leaves out');
    expect(description).toContain('3 matches that it does not name');
  });
});
