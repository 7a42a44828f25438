import { readFileSync } from 'node:fs';
import { systemFailure, UsageError } from '../io/errors.js';

/**
 * Reads a file that an option names, without its byte order mark.
 *
 * @throws UsageError if the file cannot be read.
 */
export function readTextFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${systemFailure(error).message}`, undefined, error);
  }
}
