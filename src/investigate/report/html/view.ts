import { count } from '../../../report/units.js';
import type { Case, Creator, HostCase, PlantedFile } from '../../case.js';
import type { Benign } from '../../harmlessness.js';
import type { FindingOutline } from '../outline.js';

/** A word or two about a finding that stands out. */
export interface Chip {
  readonly kind: 'ran' | 'boot' | 'alert' | 'escape' | 'deviates' | 'beside' | 'harmless';
  readonly text: string;
}

/** A finding with what the page filters by. */
export interface FindingView {
  readonly outline: FindingOutline;
  readonly chips: readonly Chip[];
  /** The values of each filter. */
  readonly values: Readonly<Record<FilterName, readonly string[]>>;
  /** On how many hosts there is a file like this one. */
  readonly hosts: number;
}

/** What findings can be chosen by, in the order of the page. */
export const filterLabels = {
  host: 'Host',
  user: 'User',
  address: 'Source address',
  ran: 'Ran',
  boot: 'Boot',
  writer: 'Written by',
} as const;

export type FilterName = keyof typeof filterLabels;

/** Who wrote a file, as far as that says something about its harmlessness. */
const writerReasons: Readonly<Partial<Record<Benign['reason'], string>>> = {
  'package-manager': 'package manager',
  'configuration-tool': 'configuration tool',
  'image-build': 'image build',
};

/** The sessions that Elastic's entry types stand for. */
const sessionKinds: ReadonlyMap<string, string> = new Map([
  ['sshd', 'SSH login'],
  ['ssm', 'Session Manager login'],
  ['terminal', 'terminal'],
  ['init', 'service'],
  ['container', 'container'],
  ['cron', 'scheduled job'],
]);

export function findingViews(
  { groups }: Case,
  findings: readonly FindingOutline[],
): readonly FindingView[] {
  return findings.map((outline) => {
    const { file, hosts } = outline;
    const names = hosts.map(nameOf);
    const isIn = (files: readonly { readonly hostName: string; readonly path: string }[]) =>
      files.some(({ hostName, path }) => path === file.path && names.includes(hostName));
    const group = groups.find(({ files }) => isIn(files));
    const deviates = groups.some(({ deviations }) => isIn(deviations));
    return {
      outline,
      chips: chipsOf(outline, deviates),
      values: {
        host: names,
        user: distinct(file.planters.flatMap(({ chain }) => chain.map(({ user }) => user))),
        address: distinct(file.planters.map(({ session }) => session?.address)),
        ran: [outline.ran.text],
        boot: [outline.boot.text],
        writer: writerKinds(file),
      },
      hosts: Math.max(hosts.length, group?.hosts.length ?? 1),
    };
  });
}

export function nameOf({ name, id }: HostCase): string {
  return name ?? id ?? '';
}

function chipsOf({ ran, boot, alerts, file }: FindingOutline, deviates: boolean): readonly Chip[] {
  const { against = [], leads = [], benign } = file;
  const chips: readonly (readonly [Chip['kind'], string, boolean])[] = [
    ['ran', 'ran', ran.isBad],
    ['boot', 'boot', boot.isBad],
    ['alert', count(alerts, 'alert'), alerts > 0],
    ['escape', 'escape', against.some((reason) => reason.against === 'container-escape')],
    ['deviates', 'deviates', deviates],
    ['beside', 'beside the rule', leads.length > 0],
    ['harmless', 'may be harmless', benign.length > 0 && against.length === 0],
  ];
  return chips.filter(([, , applies]) => applies).map(([kind, text]) => ({ kind, text }));
}

function writerKinds({ benign, planters }: PlantedFile): readonly string[] {
  const reasons = distinct(benign.map(({ reason }) => writerReasons[reason]));
  return reasons.length > 0 ? reasons : distinct(planters.map(sessionKind));
}

function sessionKind({ session }: Creator): string {
  const { type } = session ?? {};
  if (type === undefined) return 'unknown';
  return sessionKinds.get(type) ?? 'other';
}

function distinct(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}
