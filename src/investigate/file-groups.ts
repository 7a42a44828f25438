// What a case says about files that are alike, and about those that it leaves out.

/** Files that are alike in their contents, writers, sessions and users, and in what the log shows to have become of them. */
export interface FileGroup<Reference = number> {
  /** The events that show it: matches of the files. */
  readonly events: readonly Reference[];
  /** The path of the first of them; those of the others may differ in their numbers. */
  readonly path: string;
  /** The names of their hosts. */
  readonly hosts: readonly string[];
  readonly files: readonly GroupedFile[];
  readonly signs: readonly FileSign[];
  /** Files with the path of one of these that are not alike, and in what they differ. */
  readonly deviations: readonly FileDeviation<Reference>[];
}

/** A file of a group. */
export interface GroupedFile {
  readonly hostName: string;
  readonly path: string;
  /** Index of its host in the case's hosts, from 0; undefined if the case leaves the file out. */
  readonly host?: number | undefined;
}

/** What the log shows to have become of a file, the most important first. */
export type FileSign = 'ran' | 'enabled' | 'executable' | 'alert' | 'odd-writer';

/** A file of the same path as a group's that is not alike. */
export interface FileDeviation<Reference = number> extends GroupedFile {
  readonly events: readonly Reference[];
  readonly differs: readonly (
    | 'contents'
    /** The log has a hash of one of them only, or only sizes: they may be the same. */
    | 'contents-unknown'
    | 'writer'
    | 'session'
    | 'user'
    | FileSign
  )[];
}

/** What a case leaves out because there are too many hosts or files. */
export interface LeftOut {
  readonly files: readonly LeftOutFile[];
  /** Matches of files that are not named either, because there are too many. */
  readonly matchesNotNamed: number;
}

/** A file that is not in the case. */
export interface LeftOutFile {
  readonly host: string;
  readonly path: string;
  /** The time of its first match, as written in the event. */
  readonly first?: string | undefined;
  readonly matches: number;
}

/**
 * What dropped events could show: about the files, who created them, a start at boot, runs, what else happened, or other
 * hosts.
 */
export type CutKind = 'file' | 'creator' | 'boot' | 'execution' | 'surroundings' | 'prevalence';

/** The hosts and paths that a case was asked for. */
export interface CaseScope {
  /** Names or ids; empty for all. */
  readonly hosts: readonly string[];
  /** Patterns; empty for all. */
  readonly paths: readonly string[];
  /** Matches of other hosts and paths. */
  readonly matchesOutside: number;
}

/** How much a case can contain, and what was left out. */
export interface Limits {
  readonly hosts: number;
  readonly filesPerHost: number;
  /** Maximum number of files of all hosts. */
  readonly files: number;
  readonly eventsPerHost: number;
  /** Matches over these limits, and those of a creator between its first and its last. */
  readonly matchesLeftOut: number;
}
