import { count } from '../../../report/units.js';
import type { Case, Creator, HostCase, PlantedFile } from '../../case.js';
import type { Benign } from '../../harmlessness.js';
import { sessionKinds } from '../origin-words.js';
import type { Answer, FindingOutline } from '../outline.js';

/** A word or two about a finding. */
export interface Chip {
  readonly kind: 'bad' | 'alert' | 'deviates' | 'beside' | 'plain';
  readonly text: string;
}

/** A finding with what the page filters by. */
export interface FindingView {
  readonly outline: FindingOutline;
  readonly chips: readonly Chip[];
  /** The values of each filter. */
  readonly values: Readonly<Record<FilterName, readonly string[]>>;
  /** On how many hosts there is a file like this one, and how many of them there are. */
  readonly hosts: number;
  readonly files: number;
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
      files: group?.files.length ?? 1,
    };
  });
}

export function nameOf({ name, id }: HostCase): string {
  return name ?? id ?? '';
}

/** Both answers, whatever they are: what is missing would look like a no. Then what stands out. */
function chipsOf({ ran, boot, alerts, file }: FindingOutline, deviates: boolean): readonly Chip[] {
  const { against = [], leads = [] } = file;
  const escapes = against.some((reason) => reason.against === 'container-escape');
  const found: readonly (readonly [Chip['kind'], string, boolean])[] = [
    ['bad', 'escape', escapes],
    ['alert', count(alerts, 'alert'), alerts > 0],
    ['deviates', 'deviates', deviates],
    ['beside', 'beside the rule', leads.length > 0],
  ];
  return [
    answerChip('ran', ran),
    answerChip('boot', boot),
    ...found.filter(([, , applies]) => applies).map(([kind, text]) => ({ kind, text })),
  ];
}

function answerChip(question: string, { text, isBad }: Answer): Chip {
  const kind = isBad ? 'bad' : 'plain';
  return text === 'YES' ? { kind, text: question } : { kind, text: `${question}: ${text}` };
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
