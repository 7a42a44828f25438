import { posix } from 'node:path';
import * as ecs from '../event/ecs.js';
import { Exceptions, type FieldEntry } from '../filter/exceptions.js';
import type { JsonObject } from '../json/value.js';
import { count } from '../report/units.js';
import type { RuleIdentity } from '../rule/rule.js';
import type { Case, Creator, HostCase, PlantedFile } from './case.js';
import { hostKey } from './endpoint-event.js';
import {
  derivedId,
  type ExceptionItem,
  entriesOf,
  exceptionItem,
  exceptionListOf,
  safeText,
} from './exception-item.js';
import type { Benign } from './harmlessness.js';

/** A match of the case, with the fields for an exception. */
export interface InvestigatedMatch {
  readonly hostKey: string;
  readonly hostName: string;
  readonly path: string;
  readonly document: JsonObject;
}

/** An exception list, and what to say about it on stderr. */
export interface SuggestedExceptions {
  readonly list: string;
  readonly line: string;
}

/** A match with what the case says about its file. */
interface JudgedMatch extends InvestigatedMatch {
  readonly file: PlantedFile | undefined;
  readonly isHarmless: boolean;
  /** Whether it would be, were it not for other matches of its file. */
  readonly isByTool: boolean;
}

/** The item of some matches, before it is known on how many hosts they are. */
interface ItemDraft {
  readonly entries: readonly FieldEntry[];
  readonly matches: JudgedMatch[];
}

/** Reasons for a file to be harmless that are worth an exception: a tool that will do the same again. */
const tools: ReadonlySet<Benign['reason']> = new Set(['package-manager', 'configuration-tool']);

const maxNamedHosts = 20;

const maxCommentCharacters = 2000;

/**
 * Suggests exceptions for the matches that look harmless: one for each path, tool and contents, on any host if the case has
 * several of them, so that it holds the next time, too. Matches that may be an attack get none.
 *
 * @param only hosts and paths: if there are any, exceptions for exactly their matches, whatever they look like.
 */
export function suggestExceptions(
  found: Case,
  matches: readonly InvestigatedMatch[],
  only: readonly string[],
  rule: Pick<RuleIdentity, 'name'>,
): SuggestedExceptions {
  const judge = matchJudge(found);
  const judged = matches.map(judge);
  const isAsked = ({ hostKey: key, hostName, path }: InvestigatedMatch): boolean =>
    [key, hostName, path].some((name) => only.includes(name));
  const covered = judged.filter((match) => (only.length > 0 ? isAsked(match) : match.isHarmless));
  const others = judged.filter((match) => !covered.includes(match));
  const items = only.length > 0 ? exactItems(covered) : generalItems(covered, others);
  const covering = new Exceptions(items.map((item) => ({ ...item, list: '', osTypes: [] })));
  const isCovered = ({ document }: JudgedMatch): boolean =>
    covering.suppressing(document).length > 0;
  const missing = filesOf(judged.filter((match) => !isCovered(match)));
  const leftOut = found.leftOut.files.length;
  const outside = found.scope?.matchesOutside ?? 0;
  const gaps = [
    missing > 0 ? `${count(missing, 'file')} of the case` : '',
    leftOut > 0 ? `${count(leftOut, 'file')} that the case leaves out` : '',
    found.leftOut.matchesNotNamed > 0
      ? `${count(found.leftOut.matchesNotNamed, 'match', 'matches')} that it does not name`
      : '',
    outside > 0 ? `${count(outside, 'match', 'matches')} that it was not asked for` : '',
  ].filter(Boolean);
  const gap = gaps.length === 0 ? '' : `It was not made for ${gaps.join(', ')}.`;
  const hint = missing > 0 && only.length === 0 ? ' (--only HOST|PATH adds exceptions)' : '';
  return {
    list: exceptionListOf(items, rule, gap),
    line: `suggested ${count(items.length, 'exception')} for ${count(filesOf(judged.filter(isCovered)), 'file')}${gaps.length === 0 ? '' : `, none for ${gaps.join(', ')}`}${hint}`,
  };
}

function filesOf(matches: readonly InvestigatedMatch[]): number {
  return new Set(matches.map(({ hostKey: key, path }) => JSON.stringify([key, path]))).size;
}

/** Looks up what a case says about matches. */
function matchJudge({ hosts, groups }: Case): (match: InvestigatedMatch) => JudgedMatch {
  const byKey = new Map(hosts.map((host, at) => [hostKey(host), { host, at }]));
  const deviating = new Set(
    groups.flatMap(({ deviations }) => deviations.map(({ host, path }) => `${host} ${path}`)),
  );
  return (match) => {
    const known = byKey.get(match.hostKey);
    const file = known?.host.files.find(({ path }) => path === match.path);
    const isByTool =
      known !== undefined && file !== undefined && isWrittenByTool(match, file, known.host);
    const isAlone = !deviating.has(`${known?.at} ${match.path}`);
    return { ...match, file, isByTool, isHarmless: isByTool && isAlone };
  };
}

/** Whether a tool that installs or configures software is behind a match, and nothing in the case speaks against it. */
function isWrittenByTool(
  { document }: InvestigatedMatch,
  { benign, planters }: PlantedFile,
  { surroundings }: HostCase,
): boolean {
  const [writer] = ecs.valuesOf(document, ecs.processExecutable);
  const creators = planters.filter(({ chain }) => chain[0]?.executable === writer);
  const programs = new Set(benign.flatMap(({ reason, value }) => (tools.has(reason) ? value : [])));
  const isAlerted = surroundings.some(
    ({ what, relation }) => what === 'alert' && (relation === 'lineage' || relation === 'script'),
  );
  return (
    writer !== undefined &&
    creators.length > 0 &&
    creators.every((creator) => isTool(creator, programs)) &&
    !isAlerted
  );
}

/** @param programs executables or commands of tools. */
function isTool({ chain, session }: Creator, programs: ReadonlySet<string>): boolean {
  const hasTool = chain.some(({ executable, name, commandLine }) =>
    [executable, name, commandLine].some((text) => programs.has(text ?? '')),
  );
  const isUsual = chain.every(({ odd }) => odd.every((location) => location === 'home'));
  const isPerson = session?.type !== 'init' && chain.some(({ isInteractive }) => isInteractive);
  return hasTool && isUsual && !isPerson;
}

/** For each occurrence an item that covers it exactly. */
function exactItems(matches: readonly JudgedMatch[]): readonly ExceptionItem[] {
  const items = new Map<string, ExceptionItem>();
  for (const match of matches) {
    const item = exceptionItem(match.document);
    if (item === undefined || items.has(item.id)) continue;
    items.set(item.id, { ...item, comments: [commentOn([match])] });
  }
  return [...items.values()];
}

/** Items for each path, tool and contents, unless they cover other matches. */
function generalItems(
  matches: readonly JudgedMatch[],
  others: readonly JudgedMatch[],
): readonly ExceptionItem[] {
  const drafts = new Map<string, ItemDraft>();
  for (const match of matches) {
    const entries = generalEntries(match, matches);
    if (entries === undefined) continue;
    const id = derivedId(entries);
    const draft = drafts.get(id) ?? { entries, matches: [] };
    draft.matches.push(match);
    drafts.set(id, draft);
  }
  return [...drafts.values()].map(itemOf).filter((item) => {
    const covering = new Exceptions([{ ...item, list: '', osTypes: [] }]);
    return others.every(
      ({ document, isByTool }) => isByTool || covering.suppressing(document).length === 0,
    );
  });
}

function itemOf({ entries, matches }: ItemDraft): ExceptionItem {
  const hosts = new Map(matches.map(({ hostKey: key, hostName }) => [key, hostName]));
  const [first] = matches;
  const onHost =
    hosts.size === 1 && first !== undefined
      ? entriesOf([ecs.hostId, ...ecs.hostNames], first.document)
      : undefined;
  const all = [...entries, ...(onHost ?? [])];
  const where = hosts.size === 1 ? [...hosts.values()].join('') : count(hosts.size, 'host');
  return {
    id: derivedId(all),
    name: safeText(`${first?.path} on ${where}`),
    description:
      onHost === undefined
        ? 'Same path, tool and contents or command, on any host.'
        : 'Same path, tool and contents or command, on this host.',
    comments: [commentOn(matches)],
    entries: all,
  };
}

/** The path, the tool, and the contents; if these are unknown, the user and the command, without numbers. */
function generalEntries(
  { document, ...match }: JudgedMatch,
  all: readonly JudgedMatch[],
): readonly FieldEntry[] | undefined {
  const path = temporaryPath(match, all) ?? entriesOf([ecs.filePath], document);
  const tool = entriesOf([ecs.processExecutable], document);
  if (path === undefined || tool === undefined) return undefined;
  if (ecs.fileHash.first(document) !== undefined) {
    const contents = entriesOf([ecs.fileHash], document);
    return contents && [...path, ...tool, ...contents];
  }
  const user = entriesOf([ecs.userName, ecs.userId], document);
  const [command] = ecs.valuesOf(document, ecs.processCommandLine);
  if (user === undefined || command === undefined) return undefined;
  const field = ecs.processCommandLine.name;
  const entry: FieldEntry = /\d/.test(command)
    ? { type: 'wildcard', field, operator: 'included', value: withoutRunNumbers(command) }
    : { type: 'match', field, operator: 'included', value: command };
  return [...path, ...tool, ...user, entry];
}

/** A wildcard for the name that Ansible gives a file before it renames it. */
function temporaryPath(
  { hostKey: key, path }: Pick<JudgedMatch, 'hostKey' | 'path'>,
  all: readonly JudgedMatch[],
): readonly FieldEntry[] | undefined {
  const prefix = `${posix.dirname(path)}/.ansible_tmp`;
  if (!path.startsWith(prefix)) return undefined;
  const final = all.find(
    (other) =>
      other.hostKey === key &&
      posix.dirname(other.path) === posix.dirname(path) &&
      other.path !== path &&
      path.endsWith(posix.basename(other.path)),
  );
  if (final === undefined) return undefined;
  const value = `${escaped(prefix)}*${escaped(posix.basename(final.path))}`;
  return [{ type: 'wildcard', field: ecs.filePath.name, operator: 'included', value }];
}

function escaped(text: string): string {
  return text.replace(/[\\*?]/g, '\\$&');
}

/** A wildcard for a command in which runs of at least four digits, which differ from run to run, may be any. */
function withoutRunNumbers(command: string): string {
  return escaped(command).replace(/\d+(?:[.-]\d+)*/g, (number) =>
    number.replace(/\D/g, '').length < 4 ? number : '*',
  );
}

/** Who wrote the files of some matches, from where, and on which hosts. */
function commentOn(matches: readonly JudgedMatch[]): string {
  const creator = matches[0]?.file?.planters[0];
  const hosts = [...new Set(matches.map(({ hostName }) => hostName))];
  const rest = hosts.length - maxNamedHosts;
  const named = `${hosts.slice(0, maxNamedHosts).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  const written = creator === undefined ? '' : `Written by ${chainText(creator)}. `;
  return safeText(`${written}On ${named}.`, maxCommentCharacters);
}

function chainText({ chain, session }: Creator): string {
  const links = chain.map(({ commandLine, executable, name, entityId }) =>
    safeText(commandLine ?? executable ?? name ?? entityId ?? 'an unknown process'),
  );
  const address = session?.address === undefined ? '' : ` from ${session.address}`;
  const from = session === undefined ? '' : ` (${session.type ?? 'session'}${address})`;
  return `${links.join(', started by ')}${from}`;
}
