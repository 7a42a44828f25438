/** A file to scan. Its state when it was found tells later whether it changed under the scan. */
export interface FileInput {
  readonly kind: 'file';
  /** What the user calls it. */
  readonly name: string;
  readonly path: string;
  readonly state: FileState;
}

/** What tells one state of a file from another. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  readonly modifiedMs: number;
  readonly device: number;
  readonly inode: number;
}

/** Bytes that come as they come: standard input, a pipe, a device. */
export interface StreamInput {
  readonly kind: 'stream';
  readonly name: string;
  /** Begins to read. A signal ends it early, with an error. */
  open(signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/** Why an input cannot be scanned. */
export type MissingReason =
  /** A path or glob that matches nothing. */
  | { readonly kind: 'missing' }
  /** The system refused to open or read it. `code` is the system's, such as EACCES. */
  | { readonly kind: 'unreadable'; readonly code: string; readonly detail: string }
  /** A directory that holds no file to scan. */
  | { readonly kind: 'no-logs'; readonly passedOver: number };

/** Something that was asked for and cannot be scanned. */
export interface MissingInput {
  readonly kind: 'missing';
  readonly name: string;
  readonly why: MissingReason;
}

/** Something to read, in the order in which it is reported. */
export type Input = FileInput | StreamInput | MissingInput;

/** Which files of a directory are scanned: globs on paths relative to the directory that was given. */
export interface Selection {
  /** Empty for the names that exports usually have. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}
