import path from 'node:path';
import type { MatchRecord } from './event-record.js';

/** What files that are alike have in common, by text: numbers and temporary names are left out of it. */
export interface FileTraits {
  /** The SHA-256, else the size; undefined if the log has neither. */
  readonly contents: string | undefined;
  /** The commands of the processes that wrote it. */
  readonly writer: string;
  /** The types and addresses of their sessions. */
  readonly session: string;
  readonly user: string;
}

/** @param matches those of one file, by time. */
export function traitsOf(matches: readonly MatchRecord[]): FileTraits {
  const of = (read: (match: MatchRecord) => string | undefined): string | undefined => {
    const values = new Set(matches.flatMap((match) => read(match) ?? []));
    return values.size === 0 ? undefined : [...values].sort().join('\n');
  };
  return {
    contents: of(({ event }) => event.file.sha256) ?? of(({ event }) => event.file.size),
    writer: of(writerOf) ?? '',
    session: of(sessionOf) ?? '',
    user: of(({ event }) => event.realUser.name ?? event.user.name ?? event.user.id) ?? '',
  };
}

function writerOf({ event, path: file }: MatchRecord): string {
  const { executable = '', commandLine, args } = event.process;
  const command = (commandLine ?? args.join(' '))
    .replaceAll(file, '…')
    .replaceAll(path.posix.basename(file) || '/', '…');
  return `${withoutNumbers(executable)} ${withoutNumbers(command)}`;
}

function sessionOf({ event: { entryType, entryAddress } }: MatchRecord): string | undefined {
  const parts = [entryType, entryAddress].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** Text without numbers and the names of temporary files, which differ from one run of a program to the next. */
export function withoutNumbers(text: string): string {
  return text
    .replace(/(?<![\w.])(\/(?:tmp|var\/tmp|dev\/shm)\/)[^\s/]+/g, '$1…')
    .replace(/\btmp[._-]?\w+/g, 'tmp…')
    .replace(/\b(?=\w*\d)[0-9a-f]{8,}\b/gi, '#')
    .replace(/\d+/g, '#');
}
