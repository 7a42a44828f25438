import { shellWords } from '../../lead/shell-text.js';
import type { RelatedActivity } from '../activity.js';
import { isPersistent } from './persistent-deeds.js';

/** What an activity is for, the most telling first. */
export const deedKinds = [
  'alerts',
  'persistence',
  'network',
  'downloads',
  'traces',
  'accounts',
  'logins',
  'commands',
] as const;

export type DeedKind = (typeof deedKinds)[number];

const downloaders =
  /^(?:aria2c|axel|curl|fetch|ftp|git|lwp-download|nc|ncat|rsync|scp|sftp|socat|tftp|wget)$/;

/** Programs that change accounts, and the files that they change. */
const accountTools =
  /^(?:addgroup|adduser|chage|chpasswd|delgroup|deluser|gpasswd|group(?:add|del|mod)|passwd|user(?:add|del|mod)|vipw|visudo)$/;

const accountFiles = /^\/etc\/(?:passwd|shadow|group|gshadow)-?$/;

/** Programs that remove, hide or protect files, stop processes or switch off what watches them. */
const hidingTools =
  /^(?:auditctl|chattr|iptables|journalctl|kill|killall|pkill|rm|rmdir|setenforce|shred|truncate|ufw|unlink|wipe)$/;

const historyWords =
  /\bHIST(?:FILE|SIZE|CONTROL)|\bhistory -c\b|_history\b|\btouch\b.* (?:-[acmh]*[dtr]|--reference|--date)\b|\/var\/log\//;

const wrappers = /^(?:ash|bash|dash|env|ksh|nohup|setsid|sh|sudo|timeout|zsh)$/;

/** What an activity is for. Commands are told apart by the programs that they name: it is a heading, not evidence. */
export function deedKindOf(activity: RelatedActivity): DeedKind {
  const { what, subject, setsUp, partOf } = activity;
  if (partOf !== undefined && setsUp === undefined) return 'downloads';
  if (isPersistent(activity)) return 'persistence';
  switch (what) {
    case 'alert':
      return 'alerts';
    case 'connection':
    case 'dns':
      return 'network';
    case 'login':
      return 'logins';
    case 'file-deleted':
      return 'traces';
    case 'file':
      return accountFiles.test(subject) ? 'accounts' : 'downloads';
    case 'command':
      return commandKind(subject);
    default:
      return 'downloads';
  }
}

function commandKind(command: string): DeedKind {
  const [first = ''] = shellWords(command);
  // What a shell is told to run is one word with quotes, or several without.
  const inner = wrappers.test(nameOf(first)) ? command.split(/[;|&()'"\n]+/) : [];
  const programs = [first, ...inner.flatMap(firstPrograms)].map(nameOf);
  const isFor = (tools: RegExp): boolean => programs.some((program) => tools.test(program));
  if (isFor(accountTools)) return 'accounts';
  if (isFor(downloaders)) return 'downloads';
  if (isFor(hidingTools) || historyWords.test(command)) return 'traces';
  return 'commands';
}

/** The program of a command without options and variables, and the one that it runs if it is a wrapper. */
function firstPrograms(command: string): readonly string[] {
  const words = command.split(/\s+/).filter((word) => word !== '' && !/^-|^\w+=/.test(word));
  const end = words.findIndex((word) => !wrappers.test(nameOf(word)));
  return words.slice(0, end + 1);
}

function nameOf(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}
