/** What the process's exit code says. */
export interface ExitCodes {
  /** Everything was scanned, and nothing matches. */
  readonly clean: 0;
  /** Everything was scanned, and something matches. */
  readonly matches: 1;
  /** Wrong usage, or something could not be read or understood. Matches were put out all the same. */
  readonly problem: 2;
  /** A defect of the program: there is no result. */
  readonly internal: 70;
  /** Ended by SIGINT; other signals give 128 and their number too. */
  readonly interrupted: 130;
}

export const exitCode: ExitCodes = {
  clean: 0,
  matches: 1,
  problem: 2,
  internal: 70,
  interrupted: 130,
};

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
