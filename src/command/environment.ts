import type { Io } from '../io/process.js';
import type { JudgeSource } from '../scan/judge.js';

/** What commands run in. */
export interface Environment {
  readonly io: Io;
  /** The program's version. */
  readonly version: string;
  readonly judges: JudgeSource;
}
