import { getSystemErrorMap } from 'node:util';

export const exitCode = {
  /** Everything was scanned, and nothing matches. */
  clean: 0,
  /** Everything was scanned, and something matches. */
  matches: 1,
  /** Usage error, or something could not be read or understood. Matches were still reported. */
  problem: 2,
  /** Internal error: there is no result. */
  internal: 70,
  /** Ended by SIGINT; other signals also exit with 128 plus their number. */
  interrupted: 130,
} as const;

/** The command line, or a file that an option names, is invalid. The message is one line; a hint may follow it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.hint = hint;
  }
}

/** An output could not be written completely. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** How a system call failed. */
export interface SystemFailure {
  /** For example ENOENT. */
  readonly code: string;
  readonly message: string;
  /** The message without code and path: `no such file or directory`. */
  readonly description: string;
}

/** Returns the failure of a system call; rethrows any other error, which is a defect and keeps its stack. */
export function systemFailure(error: unknown): SystemFailure {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    const { code, message } = error;
    const errno = 'errno' in error ? Number(error.errno) : Number.NaN;
    return { code, message, description: getSystemErrorMap().get(errno)?.[1] ?? message };
  }
  throw error;
}
