import { description, shortDescription, triage, unexplained } from '../rule/guide-text.js';
import type { AttackReference, RuleIdentity } from '../rule/rule.js';

/** The page that publishes the rule, the best description of what initd-scan looks for. */
const informationUri =
  'https://github.com/elastic/detection-rules/blob/main/rules/linux/persistence_init_d_file_creation.toml';

const levels = { low: 'note', medium: 'warning', high: 'error', critical: 'error' } as const;

/** The level of every result, from the rule's severity. */
export function levelOf({ severity }: RuleIdentity): string {
  return levels[severity];
}

/**
 * SARIF's description of initd-scan and its one rule.
 *
 * `security-severity` (0.0 to 10.0) and `precision` are what GitHub's code scanning sorts results by.
 */
export function toolOf(rule: RuleIdentity, version: string): object {
  return {
    driver: {
      name: 'initd-scan',
      version,
      semanticVersion: version,
      informationUri,
      rules: [descriptorOf(rule)],
      supportedTaxonomies: [{ name: frameworkOf(rule), index: 0 }],
    },
  };
}

function descriptorOf(rule: RuleIdentity): object {
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
    defaultConfiguration: { level: levelOf(rule), rank: rule.riskScore },
    relationships: attackReferences(rule).map(({ id }, index) => ({
      target: { id, index, toolComponent: { name: frameworkOf(rule), index: 0 } },
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

/** The part of ATT&CK that the rule refers to, as SARIF's taxonomies. */
export function taxonomiesOf(rule: RuleIdentity): readonly object[] {
  return [
    {
      name: frameworkOf(rule),
      organization: 'MITRE',
      informationUri: 'https://attack.mitre.org/',
      shortDescription: { text: 'Tactics and techniques of adversaries.' },
      isComprehensive: false,
      taxa: attackReferences(rule).map(({ id, name, url }) => ({
        id,
        name,
        helpUri: url,
        shortDescription: { text: `${name}.` },
      })),
    },
  ];
}

/** The tactics and techniques of the rule. */
function attackReferences({ threat }: RuleIdentity): readonly AttackReference[] {
  return threat.flatMap(({ tactic, techniques }) => [tactic, ...techniques]);
}

function frameworkOf({ threat }: RuleIdentity): string {
  return threat[0]?.framework ?? '';
}
