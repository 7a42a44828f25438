import type { InitCommandKind } from '../lead/init-tools.js';
import type { PersistenceKind } from './persistence.js';

/** Hours before and after the matches in which what happens on their host counts as near. */
export const windowHours = 48;

export const windowMs: number = windowHours * 3_600_000;

/** A span of time: its ends, in milliseconds since 1970. */
export type Window = readonly [from: number, to: number];

/** What is sought on one host. */
export interface SoughtHost {
  /** As {@link hostKey} tells it. */
  readonly key: string;
  /**
   * Spans of time in which events matter by their nearness to a match, both ends within: ascending and apart, in
   * milliseconds since 1970. None where no match has a time: then none is far from it.
   */
  readonly windows: readonly Window[];
  /** Entity ids of processes whose every mention matters. */
  readonly mentions: readonly string[];
  /** Entity ids of processes of which only their own events matter: a mention of init's stands in every event. */
  readonly owners: readonly string[];
  /** Paths of the planted files. */
  readonly paths: readonly string[];
  /** Where they were before they were renamed. */
  readonly originals: readonly string[];
}

/** What a case needs of the events around its matches. It can be sent to another thread. */
export interface Sought {
  readonly hosts: readonly SoughtHost[];
  /** SHA-256 of the planted files. */
  readonly hashes: readonly string[];
  /** Names of users whose alerts on other hosts matter too. */
  readonly users: readonly string[];
  /** Whether only processes are sought: all else that matters has been gathered before. */
  readonly processesOnly?: boolean;
}

/**
 * What an event matters as. What a case keeps of one kind takes no room from another: no number of commands that stop a
 * service pushes out the one that made its script executable.
 */
export type Relevance =
  /** An event of a process that is sought, of the process's own kind. */
  | 'process'
  /** Of the planted file itself, and of where it was before it was renamed. */
  | 'file'
  | 'original'
  /** A process that the script runs as. */
  | 'run'
  /** Another program that is given the script's path. */
  | 'given'
  /** A command for the script, by what it does. One that only stops it changes nothing that a case tells. */
  | Exclude<InitCommandKind, 'stop'>
  /** A unit of the script's, or a link to it, by where it lies. */
  | PersistenceKind
  /** A file with a planted file's name or contents, elsewhere. */
  | 'twin'
  /** What a sought process did, or those that stem from it, near in time; and what others did. */
  | 'own'
  | 'near';

/** What a log can hold of a host: whether there are events of a kind at all tells "no evidence" from "not recorded". */
export type Coverage = 'process' | 'network';

/** The spans of time around some times, those that meet taken together. */
export function windowsAround(times: readonly number[]): readonly Window[] {
  const windows: [from: number, to: number][] = [];
  for (const time of times.toSorted((one, other) => one - other)) {
    const last = windows.at(-1);
    if (last !== undefined && time - windowMs <= last[1]) last[1] = time + windowMs;
    else windows.push([time - windowMs, time + windowMs]);
  }
  return windows;
}
