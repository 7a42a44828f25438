import { jsonText } from '../../report/json-document.js';
import {
  description,
  falsePositives,
  setUp,
  type TriageStep,
  triage,
} from '../../rule/guide-text.js';
import type { RuleIdentity } from '../../rule/rule.js';
import { relatedRule } from '../../rule/suspicious-file-creation.js';
import { nextSteps } from '../steps/next-steps.js';
import type { OsqueryPurpose, OsqueryStep } from '../steps/osquery.js';
import type { ShellPurpose, ShellStep } from '../steps/shell.js';
import type { StepSubject } from '../steps/subject.js';
import { osqueryWords, responseWords, shellWords } from './step-words.js';

/** Stands for the script's name in statements and commands. */
const placeholder = 'NAME';

const subject: StepSubject = {
  path: `/etc/init.d/${placeholder}`,
  name: placeholder,
  service: placeholder,
  addresses: [],
};

/** A part of the guide. */
export interface GuideSection {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly GuideStep[];
}

/** What to do, with statements and commands that help. */
export interface GuideStep {
  readonly text: string;
  readonly osquery?: readonly (OsqueryStep & { readonly text: string })[];
  readonly shell?: readonly (ShellStep & { readonly text: string })[];
}

/** In the order of the rule's own guide. */
function sections(): readonly GuideSection[] {
  const { name, id, severity, riskScore, deprecatedSince } = relatedRule;
  const related = `${name} (${id}): severity ${severity}, risk score ${riskScore}; deprecated by Elastic since ${deprecatedSince}.`;
  const response = nextSteps(subject).response.map((step) => responseWords[step]);
  return [
    {
      id: 'triage',
      title: 'Investigation steps',
      steps: Object.keys(triage).map((step) => withStatements(step as TriageStep)),
    },
    { id: 'false-positives', title: 'False positives', steps: textSteps(falsePositives) },
    { id: 'related-rule', title: 'Related rule', steps: textSteps([related]) },
    { id: 'response', title: 'Response', steps: textSteps(response) },
    { id: 'set-up', title: 'Setup', steps: textSteps(setUp) },
  ];
}

function textSteps(items: readonly string[]): GuideStep[] {
  return items.map((text) => ({ text }));
}

/** The statements and commands that help with each step of triage. */
const triageTools: Readonly<
  Record<TriageStep, { osquery: readonly OsqueryPurpose[]; shell: readonly ShellPurpose[] }>
> = {
  'read-script': {
    osquery: ['planted-file', 'planted-hash'],
    shell: ['file-status', 'script-content', 'debian-package', 'rpm-package'],
  },
  'other-files': {
    osquery: ['init-scripts', 'generated-units', 'runlevel-links'],
    shell: ['runlevel-links'],
  },
  'process-chain': { osquery: ['processes', 'logins', 'sessions'], shell: [] },
  'log-traces': { osquery: [], shell: ['syslog-traces', 'journal-traces'] },
  'other-alerts': { osquery: [], shell: [] },
  'planned-work': { osquery: [], shell: [] },
  execution: {
    osquery: [
      'service-unit',
      'startup-items',
      'script-processes',
      'script-sockets',
      'listening-ports',
    ],
    shell: ['unit-status', 'unit-content', 'unit-journal'],
  },
  'dropped-files': { osquery: ['cron-jobs'], shell: [] },
};

function withStatements(step: TriageStep): GuideStep {
  const { osquery, shell } = triageTools[step];
  const steps = nextSteps(subject);
  return {
    text: triage[step],
    osquery: steps.osquery
      .filter(({ purpose }) => osquery.includes(purpose))
      .map(({ purpose, statement }) => ({ purpose, text: osqueryWords[purpose], statement })),
    shell: steps.shell
      .filter(({ purpose }) => shell.includes(purpose))
      .map(({ purpose, command }) => ({ purpose, text: shellWords[purpose], command })),
  };
}

/** The guide as text. Statements and commands stay on one line, so that they can be copied. */
export function guideText(rule: RuleIdentity): string {
  return [
    `Investigating ${rule.name}`,
    '',
    ...wrapped(description, ''),
    '',
    ...wrapped(
      `In osquery statements and bash commands, replace ${placeholder} with the name of the script.`,
      '',
    ),
    ...sections().flatMap(({ title, steps }) => ['', title, ...steps.flatMap(stepLines)]),
    '',
  ].join('\n');
}

function stepLines({ text, osquery = [], shell = [] }: GuideStep, at: number): string[] {
  const number = `${at + 1}.`.padStart(4);
  const [first = '', ...rest] = wrapped(text, '     ');
  return [
    `${number}${first.slice(4)}`,
    ...rest,
    ...labeledLines(
      'osquery:',
      osquery.map(({ statement }) => statement),
    ),
    ...labeledLines(
      'bash:',
      shell.map(({ command }) => command),
    ),
  ];
}

function labeledLines(label: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`     ${label}`, ...lines.map((line) => `       ${line}`)];
}

/** Width of the text, in columns. */
const width = 100;

/** Wraps text at spaces, and indents each line. */
function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, indent + line];
}

/** The guide as JSON. */
export function guideJson({ name, id, version }: RuleIdentity): string {
  const document = { rule: { name, id, version }, description, placeholder, sections: sections() };
  return jsonText(document);
}
