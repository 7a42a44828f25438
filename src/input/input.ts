import type { FileIdentity } from '../io/file-identity.js';

/** Bytes in chunks, each valid until the next one is requested. */
export type Chunks = AsyncIterable<Uint8Array>;

/** A file to scan. Its state when it was found shows later whether it changed during the scan. */
export interface FileInput {
  readonly kind: 'file';
  /** The name for reports. */
  readonly name: string;
  readonly path: string;
  readonly state: FileState;
  /** Whether it was found in a directory, and not named: then it may be anything. */
  readonly isFound: boolean;
  /** The directory that was named, if the file was found in one. */
  readonly directory?: string | undefined;
}

/** A file's identity and version. */
export interface FileState extends FileIdentity {
  /** Bytes. */
  readonly size: number;
  readonly modifiedMs: number;
}

/** Bytes that can be read only once and in order: standard input, a pipe, a device. */
export interface StreamInput {
  readonly kind: 'stream';
  readonly name: string;
  readonly isFound: false;
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

/** Why a file was not scanned. */
export type SkipReason =
  /** `--include` or `--exclude` does not select it. */
  | 'excluded'
  /** A symbolic link to a directory. */
  | 'directory-link'
  /** A socket, pipe or device in a directory; `what` is its {@link SpecialFile}. */
  | 'special-file'
  /** A file that has been read already, under the name `what` if that is another one. */
  | 'same-file'
  /** A file that this run writes to. */
  | 'own-output'
  /** A file in a directory without any document; `what` describes it if that is known. */
  | 'not-logs'
  /** A file in a directory whose documents are not endpoint events; `what` describes them if that is known. */
  | 'no-endpoint-events';

/** The kinds of files that are not regular. */
export type SpecialFile = 'socket' | 'pipe' | 'character-device' | 'block-device';

/** A file that was found, or named twice, and is not scanned. */
export interface SkippedInput {
  readonly kind: 'skipped';
  readonly name: string;
  readonly reason: SkipReason;
  readonly what?: string | undefined;
}

export type Input = FileInput | StreamInput | MissingInput | SkippedInput;

/** Which files to scan in directories: globs for paths relative to the directory that was named. */
export interface Selection {
  /** If empty, every file. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}
