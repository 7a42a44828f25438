import type { Page } from '../export/collection.js';
import type { Exception } from '../filter/exceptions.js';
import type { FilterSummary } from '../filter/options.js';
import {
  choice,
  flag,
  integer,
  list,
  nullable,
  Optional,
  object,
  type Schema,
  text,
} from '../json/schema.js';
import type { LeadKind } from '../lead/lead.js';
import type { AcrossInputs, KeptPage } from '../scan/across-inputs.js';
import type { SourceLocation } from '../scan/sink.js';
import type { LeadCounts } from './leads.js';
import type { NormalizedEvent } from './normalized.js';
import {
  endingMembers,
  leadCountsMembers,
  leadKindSchema,
  placeMembers,
  problemFactsSchema,
  type ReportMembers,
  ruleSchema,
  schemaDocument,
  toolSchema,
} from './schema-parts.js';

/** Where an event was found. */
export interface Source extends SourceLocation {
  readonly index?: string;
  readonly id?: string;
}

/** An event, with where it was found. */
interface Item {
  readonly source: Source;
  readonly normalized: NormalizedEvent;
  readonly event: object;
}

interface LeadItem extends Item {
  readonly kind: LeadKind;
}

type ExceptionName = Pick<Exception, 'id' | 'name' | 'list' | 'expires'>;

/** What filters did. */
interface Filters extends Omit<FilterSummary, 'exceptions' | 'expired'> {
  readonly exceptions: readonly (ExceptionName & { readonly covered: number })[];
  readonly expired: readonly ExceptionName[];
  readonly unusedBaselineNotListed: number;
}

interface ScanDocument extends ReportMembers {
  readonly matches: readonly Item[];
  readonly leads?: readonly LeadItem[];
  readonly leadsNotListed?: number;
  readonly leadTotals: LeadCounts & { readonly areListed: boolean };
  readonly covered?: readonly {
    readonly exceptions: readonly ExceptionName[];
    readonly source: Source;
  }[];
  readonly coveredNotListed?: number;
  readonly screened?: Filters;
  readonly across: AcrossInputs;
}

export const sourceSchema: Schema = object<Source>('Where the event is in the inputs.', {
  ...placeMembers,
  index: new Optional(text('The index it was exported from.')),
  id: new Optional(text('Its id in that index.')),
});

export const normalizedSchema: Schema = object<NormalizedEvent>(
  'What the event says, the same for every export: null is what it does not say, and of a field with several values the first is taken.',
  {
    time: nullable(text('@timestamp in UTC, with milliseconds; null also if it is not a date.')),
    host: nullable(text('host.name, else host.hostname.')),
    hostId: nullable(text('host.id.')),
    user: nullable(text('user.name.')),
    userId: nullable(text('user.id.')),
    actions: list('event.action, which may have several values.', text('An action.')),
    path: nullable(text('file.path.')),
    originalPath: nullable(text('file.Ext.original.path: what a renamed file was called before.')),
    fileKind: nullable({
      description: 'The kind of the file by its first bytes.',
      type: 'string',
      enum: ['elf', 'script', 'text', 'data', null],
    }),
    fileSize: nullable(integer('file.size, in bytes.', 0)),
    sha256: nullable(text('file.hash.sha256.')),
    executable: nullable(text('process.executable.')),
    processName: nullable(text('process.name.')),
    pid: nullable(integer('process.pid.', 0)),
    commandLine: nullable(text('process.command_line.')),
    entityId: nullable(text('process.entity_id.')),
    parentExecutable: nullable(text('process.parent.executable.')),
    parentName: nullable(text('process.parent.name.')),
    parentEntityId: nullable(text('process.parent.entity_id.')),
    eventId: nullable(text('event.id.')),
  },
);

export const eventSchema: Schema = {
  description: 'The event as it was read.',
  type: 'object',
};

const itemMembers = { source: sourceSchema, normalized: normalizedSchema, event: eventSchema };

const exceptionMembers = {
  id: text('Its item id.'),
  name: text('Its name.'),
  list: text('The id of its list.'),
  expires: new Optional(text('When it expires, as written in the list.')),
};

const exception: Schema = object<ExceptionName>('An exception item.', exceptionMembers);

const filters: Schema = object<Filters>('What filters suppressed; only with filters.', {
  outOfWindow: integer('Matches outside of --from and --to.', 0),
  outOfScope: integer('Matches of other indices than --index names.', 0),
  withoutTime: integer('Matches without a time, which are reported.', 0),
  covered: integer('Matches that exceptions suppressed.', 0),
  known: integer('Matches that a baseline has.', 0),
  leads: integer('Leads that were suppressed.', 0),
  exceptions: list(
    'The active exception items.',
    object<Filters['exceptions'][number]>('An item.', {
      ...exceptionMembers,
      covered: integer('Matches and leads that it suppressed.', 0),
    }),
  ),
  expired: list('Exception items that have expired.', exception),
  unusedBaseline: list(
    'Entries of a baseline that did not occur; at most 1,000.',
    object<Filters['unusedBaseline'][number]>('An entry.', {
      file: text('The file that it is in.'),
      unit: choice<Filters['unusedBaseline'][number]['unit']>('What the number counts.', {
        line: 'lines of ndjson',
        match: 'matches of a json report',
        lead: 'leads of a json report',
      }),
      number: integer('Its number, from 1.', 1),
      index: new Optional(text('The index of the document.')),
      id: new Optional(text('The id of the document.')),
    }),
  ),
  unusedBaselineNotListed: integer('How many more entries did not occur.', 0),
});

const placeInInput = {
  input: text('The name of the input.'),
  line: integer('The line, from 1.', 1),
  byteOffset: integer('The byte offset in the decoded input, from 0.', 0),
};

const page: Schema = object<Page>('A response.', {
  hits: integer('Its hits.', 0),
  total: integer('The total that it states.', 0),
  relation: choice<Page['relation']>('Whether the total is exact.', {
    eq: 'it is',
    gte: 'there may be more',
  }),
  firstId: new Optional(text('The id of its first hit.')),
  search: new Optional(
    object<NonNullable<Page['search']>>('What the pages of one search have in common.', {
      kind: choice<NonNullable<Page['search']>['kind']>('What it is.', {
        scroll: 'a _scroll_id',
        pit: 'a pit_id',
      }),
      id: text('The id.'),
    }),
  ),
  sort: new Optional(
    object<NonNullable<Page['sort']>>('The sort values of its first and its last hit.', {
      first: { description: 'Those of the first.' },
      last: { description: 'Those of the last.' },
    }),
  ),
});

const across: Schema = object<AcrossInputs>(
  'What concerns the inputs together, so that reports can be merged.',
  {
    documents: integer('Documents that were examined.', 0),
    endpointEvents: integer('Endpoint events among them; the first of each input.', 0),
    fileEvents: integer('File events among them; the first of each input.', 0),
    pages: list(
      'Responses that may be pages of one search.',
      object<KeptPage>('A response, and where it is.', { ...placeInInput, page }),
    ),
    findings: list(
      'The problems that more inputs could resolve, as in `problems`, without their text.',
      problemFactsSchema,
    ),
    isCut: flag('Whether there is more than is listed.'),
  },
);

/** The JSON Schema (2020-12) of the json report of a scan. Members are in the document's order. */
export const scanSchema: Schema = schemaDocument(
  'initd-scan',
  object<ScanDocument>('The events that match the rule, and the result of the scan.', {
    tool: toolSchema,
    rule: ruleSchema,
    matches: list(
      'The events that match, in input order.',
      object<Item>('An event that matches.', itemMembers),
    ),
    leads: new Optional(
      list(
        'With --leads: events beside the rule that may be planted scripts.',
        object<LeadItem>('A lead.', { kind: leadKindSchema, ...itemMembers }),
      ),
    ),
    leadsNotListed: new Optional(integer('With --leads: how many more leads there are.', 0)),
    leadTotals: object<ScanDocument['leadTotals']>('The number of leads.', {
      ...leadCountsMembers,
      areListed: flag('Whether --leads was given, which searches for more of them.'),
    }),
    covered: new Optional(
      list(
        'With filters: matches that exceptions suppress; at most 1,000.',
        object<NonNullable<ScanDocument['covered']>[number]>('A suppressed match.', {
          exceptions: list('The items that cover it.', exception),
          source: sourceSchema,
        }),
      ),
    ),
    coveredNotListed: new Optional(integer('With filters: how many more are suppressed.', 0)),
    screened: new Optional(filters),
    across,
    ...endingMembers,
  }),
);
