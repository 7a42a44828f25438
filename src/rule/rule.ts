/**
 * The identity of the rule that initd-scan mirrors.
 *
 * Source: elastic/detection-rules, rules/linux/persistence_init_d_file_creation, version 13 (query of
 * 2024-10-18). The rule is Elastic's, under the Elastic License v2; what stands here are facts about it.
 */
export interface Rule {
  readonly name: string;
  /** Elastic's stable id of the rule. */
  readonly id: string;
  readonly version: number;
  /** The day of the upstream query that is mirrored, ISO 8601. */
  readonly queryDate: string;
  readonly author: string;
  readonly license: string;
  readonly type: string;
  readonly language: string;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  /** 0 to 100. */
  readonly riskScore: number;
  /** How often Elastic runs the rule, and from when on it looks each time (date math). */
  readonly schedule: { readonly interval: string; readonly from: string };
  /** Alerts that one execution raises in Elastic at most; initd-scan has no such limit of its own. */
  readonly maxSignals: number;
  readonly indexPatterns: readonly string[];
  readonly tags: readonly string[];
  readonly threat: readonly ThreatEntry[];
  readonly references: readonly string[];
}

/** A tactic of MITRE ATT&CK with the techniques that the rule detects under it. */
export interface ThreatEntry {
  readonly framework: string;
  readonly tactic: Reference;
  readonly techniques: readonly Reference[];
}

/** An entry of ATT&CK: its id, name and page. */
export interface Reference {
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

/** System V Init Script Created, version 13. */
export const rule: Rule = Object.freeze({
  name: 'System V Init Script Created',
  id: '474fd20e-14cc-49c5-8160-d9ab4ba16c8b',
  version: 13,
  queryDate: '2024-10-18',
  author: 'Elastic',
  license: 'Elastic License v2',
  type: 'eql',
  language: 'eql',
  severity: 'low',
  riskScore: 21,
  schedule: { interval: '5m', from: 'now-9m' },
  maxSignals: 100,
  indexPatterns: ['logs-endpoint.events.*', 'endgame-*'],
  tags: [
    'Domain: Endpoint',
    'OS: Linux',
    'Use Case: Threat Detection',
    'Tactic: Persistence',
    'Data Source: Elastic Endgame',
    'Resources: Investigation Guide',
    'Data Source: Elastic Defend',
  ],
  threat: [
    {
      framework: 'MITRE ATT&CK',
      tactic: {
        id: 'TA0003',
        name: 'Persistence',
        url: 'https://attack.mitre.org/tactics/TA0003/',
      },
      techniques: [
        {
          id: 'T1037',
          name: 'Boot or Logon Initialization Scripts',
          url: 'https://attack.mitre.org/techniques/T1037/',
        },
      ],
    },
  ],
  references: [
    'https://www.intezer.com/blog/malware-analysis/hiddenwasp-malware-targeting-linux-systems/',
    'https://pberba.github.io/security/2022/02/06/linux-threat-hunting-for-persistence-initialization-scripts-and-shell-configuration/#8-boot-or-logon-initialization-scripts-rc-scripts',
    'https://www.cyberciti.biz/faq/how-to-enable-rc-local-shell-script-on-systemd-while-booting-linux-system/',
    'https://www.elastic.co/security-labs/sequel-on-persistence-mechanisms',
  ],
});
