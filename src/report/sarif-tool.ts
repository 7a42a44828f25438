import { description, shortDescription, triage, unexplained } from '../rule/guide-text.js';
import { defaultRule } from '../rule/revisions.js';

const rule = defaultRule.identity;

/** Where the rule is published: the page that says most about what the tool looks for. */
const informationUri =
  'https://github.com/elastic/detection-rules/blob/main/rules/linux/persistence_init_d_file_creation.toml';

/** The rule's severities as SARIF's levels. */
const levels: Readonly<Record<typeof rule.severity, 'note' | 'warning' | 'error'>> = {
  low: 'note',
  medium: 'warning',
  high: 'error',
  critical: 'error',
};

/** The level of every result: the rule's severity. */
export const level: 'note' | 'warning' | 'error' = levels[rule.severity];

/** The tactics and techniques of the rule. */
const attack = rule.threat.flatMap(({ tactic, techniques }) => [tactic, ...techniques]);

const framework = rule.threat[0]?.framework ?? '';

/**
 * SARIF's description of the tool and its one rule.
 *
 * `security-severity` (0.0 to 10.0) and `precision` are what GitHub's code scanning sorts results by.
 */
export function toolOf(version: string): object {
  return {
    driver: {
      name: 'initd-scan',
      version,
      semanticVersion: version,
      informationUri,
      rules: [descriptor()],
      supportedTaxonomies: [{ name: framework, index: 0 }],
    },
  };
}

function descriptor(): object {
  const texts = [...Object.values(triage), unexplained];
  const steps = texts.map((step, at) => `${at + 1}. ${step}`);
  return {
    id: rule.id,
    name: rule.name.replaceAll(' ', ''),
    shortDescription: { text: shortDescription },
    fullDescription: { text: description },
    help: {
      text: `${description} What to look at: ${texts.join(' ')}`,
      markdown: `${description}\n\n**What to look at**\n\n${steps.join('\n')}\n`,
    },
    helpUri: rule.references[0],
    defaultConfiguration: { level, rank: rule.riskScore },
    relationships: attack.map(({ id }, index) => ({
      target: { id, index, toolComponent: { name: framework, index: 0 } },
      kinds: ['relevant'],
    })),
    properties: {
      tags: ['security', ...rule.tags],
      precision: 'medium',
      'security-severity': (rule.riskScore / 10).toFixed(1),
      version: rule.version,
      author: rule.author,
      license: rule.license,
    },
  };
}

/** What of ATT&CK the rule is about, as SARIF's taxonomies. */
export function taxonomies(): readonly object[] {
  return [
    {
      name: framework,
      organization: 'MITRE',
      informationUri: 'https://attack.mitre.org/',
      shortDescription: { text: 'Tactics and techniques of adversaries.' },
      isComprehensive: false,
      taxa: attack.map(({ id, name, url }) => ({
        id,
        name,
        helpUri: url,
        shortDescription: { text: `${name}.` },
      })),
    },
  ];
}
