import type { InitCommandKind } from '../lead/init-tools.js';
import type { PersistenceKind } from './persistence.js';

/** Events within this many hours before or after a match count as close to it. */
export const windowHours = 48;

export const windowMs: number = windowHours * 3_600_000;

/** Longest time between a request and the command that it makes a network service run, in milliseconds. */
export const maxRequestMs = 10_000;

/** A span of time, in milliseconds since 1970. */
export type TimeSpan = readonly [from: number, to: number];

/** Which events around the matches a case needs. Can be sent to another thread. */
export interface SearchCriteria {
  readonly hosts: readonly HostCriteria[];
  /** SHA-256 of the planted files. */
  readonly hashes: readonly string[];
  /** Names of users whose alerts on other hosts are relevant. */
  readonly users: readonly string[];
}

/** Which events of one host a case needs. */
export interface HostCriteria {
  /** From `hostKey`. */
  readonly key: string;
  /**
   * The times close to a match, as ascending, disjoint spans that include both ends. Empty if no match has a time: then
   * every event counts as close.
   */
  readonly windows: readonly TimeSpan[];
  /** Entity ids of processes for which every event that mentions them is relevant. */
  readonly followedProcesses: readonly string[];
  /** Entity ids of processes for which only their own events are relevant: every event mentions init, for example. */
  readonly ancestorProcesses: readonly string[];
  /** Paths of the planted files. */
  readonly paths: readonly string[];
  /** Their original paths, if they were renamed. */
  readonly originals: readonly string[];
  /** When requests must have arrived that made network services plant files, in milliseconds since 1970. */
  readonly arrivals?: readonly number[] | undefined;
}

/** Why an event is relevant. Each reason has its own quota: repeated starts cannot displace the command that enabled it. */
export type Relevance =
  /** A process event of a followed process or an ancestor. */
  | 'process'
  /** An event about the planted file, at its path or at its original one. */
  | 'file'
  | 'original'
  /** A process that runs the script. */
  | 'run'
  /** Another program with the script's path as an argument. */
  | 'named-in-arguments'
  /** A command for the script, by its effect. One that only stops it is not relevant. */
  | Exclude<InitCommandKind, 'stop'>
  /** A unit of the script or a link to it, by its location. */
  | PersistenceKind
  /** It shows that the host started again after the first match. */
  | 'restart'
  /** A process that was running when the sensor started. */
  | 'already-running'
  /** A file on any host with a planted file's name or contents. */
  | 'same-file'
  /** Close in time: by a followed process or its descendants, or by others. */
  | 'followed-process'
  | 'nearby'
  /** A connection that a followed process or an ancestor accepted. */
  | 'inbound'
  /** A connection that anything accepted just before a network service ran the first command of a chain. */
  | 'arrival'
  /** A file that tells a scheduler what to run, at any time: its job may have planted a file. */
  | 'job-file'
  /** A login close in time, or a program that attaches to another session. */
  | 'login';

/** Kinds of events whose presence in the log distinguishes "no evidence" from "not recorded". */
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
