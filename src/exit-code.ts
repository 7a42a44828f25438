/** What the process's exit code says. */
export interface ExitCodes {
  /** Everything was scanned, and nothing matches. */
  readonly clean: 0;
  /** Everything was scanned, and something matches. */
  readonly matches: 1;
  /** Wrong usage, or something could not be read or understood. Matches were put out all the same. */
  readonly problem: 2;
  /** Ended by SIGINT; other signals give 128 and their number too. */
  readonly interrupted: 130;
}

export const exitCode: ExitCodes = { clean: 0, matches: 1, problem: 2, interrupted: 130 };
