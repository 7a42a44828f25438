import { InvalidArgumentError } from 'commander';
import { type FormatEntry, formatOfExtension } from '../report/formats.js';
import { type CliOption, repeatable } from './option.js';
import { suggest } from './suggest.js';

/** A report in a file. */
export interface OutputTarget<F extends string> {
  readonly format: F;
  readonly file: string;
}

export const formatHelp = 'output format (default: pretty on a terminal, otherwise ndjson)';

/** Another name of ndjson. */
export const formatSynonyms: Readonly<Record<string, string>> = { jsonl: 'ndjson' };

/** The names of a registry of formats. */
export function namesOf<F extends string>(registry: Readonly<Record<F, unknown>>): readonly F[] {
  return Object.keys(registry) as F[];
}

/** The option that writes reports to files, in any format of a registry. */
export function outputs<F extends string>(
  registry: Readonly<Record<F, FormatEntry<unknown>>>,
): CliOption<readonly OutputTarget<F>[]> {
  return repeatable<OutputTarget<F>>(
    '-o, --output <[format:]file>',
    'also write a report to <file>; the extension selects the format',
    (text, previous) => {
      if (/^(?:[a-z]+:)?-$/.test(text)) {
        throw new InvalidArgumentError('Use --format for stdout.');
      }
      const target = outputTarget(text, registry);
      if (previous.some(({ file }) => file === target.file)) {
        throw new InvalidArgumentError('The same file is given twice.');
      }
      return target;
    },
  );
}

/** Parses `FILE` or `FORMAT:FILE`. */
function outputTarget<F extends string>(
  text: string,
  registry: Readonly<Record<F, FormatEntry<unknown>>>,
): OutputTarget<F> {
  const names = namesOf(registry);
  const [, prefix, rest] = /^([a-z]+):(.+)$/s.exec(text) ?? [];
  const named = names.find((name) => name === prefix);
  if (named !== undefined && rest !== undefined) return { format: named, file: rest };
  const extension = /\.([^./]+)$/.exec(text)?.[1] ?? '';
  const format = formatOfExtension(registry, extension);
  if (format !== undefined) return { format, file: text };
  const extensions = Object.values<FormatEntry<unknown>>(registry)
    .flatMap(({ extensions }) => extensions)
    .map((extension) => `.${extension}`);
  const byPrefix = suggest(prefix ?? '', names);
  const byExtension = suggest(`.${extension}`, extensions);
  const hint =
    byPrefix !== undefined
      ? `\n(did you mean ${byPrefix}:${rest}?)`
      : byExtension !== undefined
        ? `\n(did you mean ${text.slice(0, -extension.length - 1)}${byExtension}?)`
        : '';
  throw new InvalidArgumentError(
    `Cannot tell the format from the name. Use one of the extensions ${extensions.join(', ')}, or FORMAT:FILE with one of ${names.join(', ')}.${hint}`,
  );
}
