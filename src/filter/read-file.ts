import { readFileSync } from 'node:fs';
import { systemFailure, UsageError } from '../io/errors.js';

/**
 * The text of a file that an option names, without the byte order mark that some editors put before it.
 *
 * @throws UsageError where it cannot be read.
 */
export function readTextFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${systemFailure(error).message}`, undefined, error);
  }
}
