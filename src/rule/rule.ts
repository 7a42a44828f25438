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
