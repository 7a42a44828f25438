/** Bytes in chunks, each valid until the next one is requested. */
export type Chunks = AsyncIterable<Uint8Array>;

/** A file to scan. Its state when it was found shows later whether it changed during the scan. */
export interface FileInput {
  readonly kind: 'file';
  /** The name for reports. */
  readonly name: string;
  readonly path: string;
  readonly state: FileState;
}

/** A file's identity and version. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  readonly modifiedMs: number;
  readonly device: number;
  readonly inode: number;
}

/** Bytes that can be read only once and in order: standard input, a pipe, a device. */
export interface StreamInput {
  readonly kind: 'stream';
  readonly name: string;
  /** Starts reading. Aborting the signal ends the stream with an error. */
  open(signal?: AbortSignal): Chunks;
}

/** Why an input cannot be scanned. */
export type MissingReason =
  /** A path or glob that matches nothing. */
  | { readonly kind: 'missing' }
  /** The system could not open or read it. `code` is the system's, such as EACCES. */
  | { readonly kind: 'unreadable'; readonly code: string; readonly detail: string }
  /** A directory that holds no file to scan. */
  | { readonly kind: 'no-logs'; readonly passedOver: number };

/** An input that was requested but cannot be scanned. */
export interface MissingInput {
  readonly kind: 'missing';
  readonly name: string;
  readonly why: MissingReason;
}

export type Input = FileInput | StreamInput | MissingInput;

/** Which files to scan in directories: globs for paths relative to the directory that was named. */
export interface Selection {
  /** If empty, the names that exports usually have. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}
