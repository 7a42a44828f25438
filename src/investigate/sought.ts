import type { InitCommandKind } from '../lead/init-tools.js';
import type { PersistenceKind } from './persistence.js';

/** Hours before and after a match in which what happens on its host counts as near. */
export const windowHours = 48;

export const windowMs: number = windowHours * 3_600_000;

/** A span of time: its ends, in milliseconds since 1970. */
export type TimeSpan = readonly [from: number, to: number];

/** What a case needs of the events around its matches. It can be sent to another thread. */
export interface Sought {
  readonly hosts: readonly SoughtHost[];
  /** SHA-256 of the planted files. */
  readonly hashes: readonly string[];
  /** Names of users whose alerts on other hosts matter too. */
  readonly users: readonly string[];
}

/** What is sought on one host. */
export interface SoughtHost {
  /** As `hostKey` has it. */
  readonly key: string;
  /**
   * When events matter because they are near a match: ascending, disjoint spans that include both ends. None if no match
   * has a time: then every event is near.
   */
  readonly windows: readonly TimeSpan[];
  /** Entity ids of processes for which every event that mentions them matters. */
  readonly mentions: readonly string[];
  /** Entity ids of processes for which only their own events matter: init, for example, is mentioned by every event. */
  readonly owners: readonly string[];
  /** Paths of the planted files. */
  readonly paths: readonly string[];
  /** Where they were before they were renamed. */
  readonly originals: readonly string[];
}

/**
 * Why an event matters. What a case keeps for one reason takes no room from another: no number of commands that stop a
 * service can displace the one that made its script executable.
 */
export type Relevance =
  /** An event about a process that is sought. */
  | 'process'
  /** An event about the planted file itself, or about where it was before it was renamed. */
  | 'file'
  | 'original'
  /** A process that runs the script. */
  | 'run'
  /** Another program that is given the script's path. */
  | 'given'
  /** A command for the script, by its effect. One that only stops it changes nothing that a case reports. */
  | Exclude<InitCommandKind, 'stop'>
  /** A unit of the script, or a link to it, by its location. */
  | PersistenceKind
  /** A file with a planted file's name or contents elsewhere. */
  | 'twin'
  /** Near in time, and done by a sought process or one that descends from it; or done by others. */
  | 'own'
  | 'near';

/** What a log can hold of a host: whether it has such events at all separates "no evidence" from "not recorded". */
export type Coverage = 'process' | 'network';

/** The spans around some times; those that overlap are merged. */
export function windowsAround(times: readonly number[]): readonly TimeSpan[] {
  const windows: [from: number, to: number][] = [];
  for (const time of times.toSorted((one, other) => one - other)) {
    const last = windows.at(-1);
    if (last !== undefined && time - windowMs <= last[1]) last[1] = time + windowMs;
    else windows.push([time - windowMs, time + windowMs]);
  }
  return windows;
}
