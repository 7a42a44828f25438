import type { Input } from '../input/input.js';
import { UsageError } from '../io/errors.js';
import { type FileIdentity, isSameFile, regularFileAt } from '../io/file-identity.js';
import type { Output } from '../io/process.js';
import type { Outputs } from '../report/outputs.js';

/** The files that a run writes to: reports, and what stdout and stderr are redirected to. */
interface OwnOutputs {
  readonly reports: Pick<Outputs<never>, 'writesTo' | 'isTemporary'> | undefined;
  readonly stderr: Output;
}

/**
 * Refuses to read what the run writes: that would never end.
 *
 * @throws UsageError if a path leads to such a file.
 */
export function refuseOwnOutputs(paths: readonly string[], own: OwnOutputs): void {
  for (const name of paths) {
    const file = regularFileAt(name === '-' ? 0 : name);
    if (file === undefined || !isWritten(file, own)) continue;
    throw new UsageError(
      `${name === '-' ? 'stdin' : name} is both an input and an output`,
      'write the output to a file that is not scanned',
    );
  }
}

/** Skips files that the run writes to. Its temporary files are not even mentioned. */
export function* withoutOwnOutputs(inputs: Iterable<Input>, own: OwnOutputs): Generator<Input> {
  for (const input of inputs) {
    if (input.kind !== 'file') yield input;
    else if (own.reports?.isTemporary(input.state)) continue;
    else if (!isWritten(input.state, own)) yield input;
    else yield { kind: 'skipped', name: input.name, reason: 'own-output' };
  }
}

function isWritten(file: FileIdentity, { reports, stderr }: OwnOutputs): boolean {
  const isStderr = stderr.file !== undefined && isSameFile(stderr.file, file);
  return isStderr || (reports?.writesTo(file) ?? false);
}
