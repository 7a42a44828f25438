import { collectFormats } from '../investigate/collect/formats.js';
import { type CaseFormat, caseFormats } from '../investigate/report/formats.js';
import { type CasePart, caseParts, defaultParts } from '../investigate/report/parts.js';
import { CliOption, choice, flag, optional, repeatable } from './option.js';
import { namesOf, type OutputTarget, outputs } from './output-option.js';
import { partsNamed } from './parts.js';

// The options that only investigate and collect have.

export const caseFormat: CliOption<CaseFormat | undefined> = choice(
  '-f, --format <format>',
  'output format (default: pretty on a terminal, otherwise json)',
  namesOf(caseFormats),
);

export const caseOutputs: CliOption<readonly OutputTarget<CaseFormat>[]> = outputs(caseFormats);

export const evidence: CliOption<string | undefined> = optional(
  '--evidence <file>',
  'also write the events that the case rests on to <file>, as they were read, for investigate to read again',
);

export const collectFor: CliOption<readonly string[]> = repeatable(
  '--for <file>',
  'the hits to collect for, as a scan prints them, and what earlier rounds collected',
);

export const collectOutputs: CliOption<readonly OutputTarget<'ndjson'>[]> = outputs(collectFormats);

export const suggestExceptions: CliOption<string | undefined> = optional(
  '--suggest-exceptions <file>',
  'also write an exception list, for Kibana and --exceptions, that covers the matches that look harmless',
);

export const only: CliOption<readonly string[]> = repeatable(
  '--only <host|path>',
  'with --suggest-exceptions: cover exactly the matches of this host or path, whatever they look like',
);

export const caseHosts: CliOption<readonly string[]> = repeatable(
  '--host <name>',
  'only for the matches of this host, by its name or id',
);

export const casePaths: CliOption<readonly string[]> = repeatable(
  '--path <pattern>',
  'only for the matches whose path matches <pattern>, with * and ? for any characters',
);

export const caseLeads: CliOption<boolean> = flag(
  '--leads',
  'also for leads, events beside the rule that may be planted scripts',
);

export const includeExcluded: CliOption<boolean> = flag(
  '--include-excluded',
  'also for scripts that the rule excludes only by what their author could choose',
);

export const parts: CliOption<ReadonlySet<CasePart>> = new CliOption<ReadonlySet<CasePart>>(
  '--parts <list>',
  `what pretty and markdown show after the findings: ${caseParts.join(', ')} or all; parts that are named are not folded`,
  defaultParts,
)
  .suggesting([...caseParts, 'all'])
  .default(
    defaultParts,
    `all but ${caseParts.filter((part) => !defaultParts.has(part)).join(' and ')}`,
  )
  .argParser(partsNamed) as CliOption<ReadonlySet<CasePart>>;

export const defang: CliOption<boolean> = flag(
  '--defang',
  'write addresses and domains of indicators as 192[.]0[.]2[.]1, which nothing turns into a link',
);
