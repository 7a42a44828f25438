import type { InitCommandKind } from '../lead/init-tools.js';
import type { PersistenceKind } from './persistence.js';

/** Events within this many hours before or after a match count as close to it. */
export const windowHours = 48;

export const windowMs: number = windowHours * 3_600_000;

/** A span of time, in milliseconds since 1970. */
export type TimeSpan = readonly [from: number, to: number];

/** Which events around the matches a case needs. It can be sent to another thread. */
export interface Sought {
  readonly hosts: readonly SoughtHost[];
  /** SHA-256 of the planted files. */
  readonly hashes: readonly string[];
  /** Names of users whose alerts on other hosts matter. */
  readonly users: readonly string[];
}

/** What is sought on one host. */
export interface SoughtHost {
  /** As `hostKey` has it. */
  readonly key: string;
  /**
   * The times close to a match, as ascending, disjoint spans that include both ends. Empty if no match has a time: then
   * every event counts as close.
   */
  readonly windows: readonly TimeSpan[];
  /** Entity ids of processes for which every event that mentions them matters. */
  readonly mentions: readonly string[];
  /** Entity ids of processes of which only their own events matter: every event mentions init, for example. */
  readonly owners: readonly string[];
  /** Paths of the planted files. */
  readonly paths: readonly string[];
  /** Their original paths, if they were renamed. */
  readonly originals: readonly string[];
}

/** Why an event matters. Each reason has its own room: repeated starts cannot displace the command that enabled it. */
export type Relevance =
  /** An event about a process that is sought. */
  | 'process'
  /** An event about the planted file, at its path or at its original one. */
  | 'file'
  | 'original'
  /** A process that runs the script. */
  | 'run'
  /** Another program with the script's path as an argument. */
  | 'given'
  /** A command for the script, by its effect. One that only stops it does not matter. */
  | Exclude<InitCommandKind, 'stop'>
  /** A unit of the script or a link to it, by its location. */
  | PersistenceKind
  /** A file elsewhere with a planted file's name or contents. */
  | 'twin'
  /** Close in time: by a sought process or its descendants, or by others. */
  | 'own'
  | 'near';

/** Kinds of events that distinguish "no evidence" from "not recorded": the log has them from a host, or not. */
export type Coverage = 'process' | 'network';

/** The spans around some times; overlapping ones are merged. */
export function windowsAround(times: readonly number[]): readonly TimeSpan[] {
  const windows: [from: number, to: number][] = [];
  for (const time of times.toSorted((one, other) => one - other)) {
    const last = windows.at(-1);
    if (last !== undefined && time - windowMs <= last[1]) last[1] = time + windowMs;
    else windows.push([time - windowMs, time + windowMs]);
  }
  return windows;
}
