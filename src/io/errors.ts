/** The process's exit codes. */
export const exitCode = {
  /** Everything was scanned, and nothing matches. */
  clean: 0,
  /** Everything was scanned, and something matches. */
  matches: 1,
  /** Usage error, or something could not be read or understood. Matches were reported all the same. */
  problem: 2,
  /** Internal error: there is no result. */
  internal: 70,
  /** Ended by SIGINT; other signals also exit with 128 plus their number. */
  interrupted: 130,
} as const;

/** The command line, or an option's file, is not as it has to be: one line, and a hint where one helps. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.hint = hint;
  }
}

/** A report could not be written to its end. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** What the system says of a failed call. */
export interface SystemFailure {
  /** Such as ENOENT. */
  readonly code: string;
  readonly message: string;
}

/** Takes an error for a failed system call, or rethrows it: anything else is a defect and keeps its stack. */
export function systemFailure(error: unknown): SystemFailure {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return { code: error.code, message: error.message };
  }
  throw error;
}
