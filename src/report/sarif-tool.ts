import { description, shortDescription, triage, unexplained } from '../rule/guide-text.js';
import type { AttackReference, RuleIdentity } from '../rule/rule.js';

/** The page on which Elastic publishes the rule. */
const informationUri =
  'https://github.com/elastic/detection-rules/blob/main/rules/linux/persistence_init_d_file_creation.toml';

const levels = { low: 'note', medium: 'warning', high: 'error', critical: 'error' } as const;

/** The level of every result, which follows from the rule's severity. */
export function levelOf({ severity }: RuleIdentity): string {
  return levels[severity];
}

/** SARIF's description of initd-scan and its rule. GitHub sorts by `security-severity` (0.0 to 10.0) and `precision`. */
export function toolOf(rule: RuleIdentity, version: string): object {
  return {
    driver: {
      name: 'initd-scan',
      version,
      semanticVersion: version,
      informationUri,
      rules: [descriptorOf(rule), leadDescriptor],
      supportedTaxonomies: [{ name: frameworkOf(rule), index: 0 }],
    },
  };
}

/** The id of the results that are leads. */
export const leadRuleId = 'initd-scan/lead';

const leadDescription =
  'An event that concerns init scripts and that the rule does not report, for a reason that does not make it harmless.';

const leadDescriptor: object = {
  id: leadRuleId,
  name: 'EventBesideTheRule',
  shortDescription: { text: 'Event beside the rule that may be a planted init script.' },
  fullDescription: { text: leadDescription },
  help: { text: `${leadDescription} Its kind is in the properties of the result.` },
  defaultConfiguration: { level: 'note' },
  properties: { tags: ['security'], precision: 'low' },
};

function descriptorOf(rule: RuleIdentity): object {
  const checks = [...Object.values(triage), unexplained];
  const steps = checks.map((step, at) => `${at + 1}. ${step}`);
  return {
    id: rule.id,
    name: rule.name.replaceAll(' ', ''),
    shortDescription: { text: shortDescription },
    fullDescription: { text: description },
    help: {
      text: `${description} What to check: ${checks.join(' ')}`,
      markdown: `${description}\n\n**What to check**\n\n${steps.join('\n')}\n`,
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

/** The part of ATT&CK to which the rule refers, as SARIF taxonomies. */
export function taxonomiesOf(rule: RuleIdentity): readonly object[] {
  return [
    {
      name: frameworkOf(rule),
      organization: 'MITRE',
      informationUri: 'https://attack.mitre.org/',
      shortDescription: { text: 'Adversary tactics and techniques.' },
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

function attackReferences({ threat }: RuleIdentity): readonly AttackReference[] {
  const all = threat.flatMap(({ tactic, techniques }) => [
    tactic,
    ...techniques.flatMap(({ subtechniques = [], ...technique }) => [technique, ...subtechniques]),
  ]);
  // Several tactics may have the same technique.
  return [...new Map(all.map((reference) => [reference.id, reference])).values()];
}

function frameworkOf({ threat }: RuleIdentity): string {
  return threat[0]?.framework ?? '';
}
