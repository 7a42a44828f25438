import { describeType, type JsonValue } from '../json/value.js';
import type { Document } from './document.js';

/** A reason why a response from Elasticsearch may not hold everything that was requested. */
export type ResponseIssue =
  | {
      readonly kind: 'error-response';
      readonly reason: string;
      readonly type?: string | undefined;
      readonly status?: number | undefined;
    }
  | { readonly kind: 'timed-out' }
  /** The response of a `_get` without the document. */
  | { readonly kind: 'not-found' }
  /** A response of an API whose responses hold no hits: a count, a task. */
  | { readonly kind: 'no-hits'; readonly api: string }
  /** No shard was searched, because no index has the name, or the caller may not read it: then nothing can be found. */
  | { readonly kind: 'no-shards' }
  /** Only aggregations, which hold values of fields but no events. `total` is that of the hits, if it is known. */
  | { readonly kind: 'aggregations-only'; readonly total?: number | undefined }
  /** `is_partial`, or still `is_running`. */
  | { readonly kind: 'partial' }
  | {
      readonly kind: 'shards-failed' | 'clusters-failed';
      /** In a cross-cluster search, including clusters that were skipped or responded in part. */
      readonly failed: number;
      readonly total?: number | undefined;
    }
  | {
      readonly kind: 'fewer-hits';
      readonly hits: number;
      readonly total: number;
      /** Whether Elasticsearch counted only up to a limit, so that there may be more than the total. */
      readonly atLeast: boolean;
    }
  /** Pages that make up a result if they are pages of one search: a warning. */
  | { readonly kind: 'assumed-pages'; readonly pages: number; readonly hits: number }
  /** The response has no total to check its hits against (`filter_path`, `track_total_hits`): a warning. */
  | { readonly kind: 'no-total'; readonly hits: number }
  /** As many hits as the API returns by default, so there may be more: a warning. */
  | {
      readonly kind: 'default-size';
      readonly hits: number;
      /** Whether they are rows of CSV or TSV. */
      readonly isTable?: boolean;
    }
  /** An element that is not a document where one is expected. */
  | { readonly kind: 'not-a-document'; readonly found: string };

/** One of several responses that make up a result. */
export interface Page {
  readonly hits: number;
  readonly total: number;
  /** `gte`: the total was counted only up to a limit. */
  readonly relation: 'eq' | 'gte';
  readonly firstId?: string | undefined;
  /** What the pages of one search have in common, if the response says so. Elasticsearch may change it from page to page. */
  readonly search?: { readonly kind: 'scroll' | 'pit'; readonly id: string } | undefined;
  /** The sort values of its first and its last hit. */
  readonly sort?: { readonly first: JsonValue; readonly last: JsonValue } | undefined;
}

/** The contents of a response, or of an array of documents and responses. */
export interface Collection {
  readonly documents: Document[];
  /** Hits in aggregations. */
  readonly aggregated: Document[];
  /** The rows of tables, which are among the documents in another form; undefined if there are none. */
  rows?: JsonValue[];
  readonly issues: ResponseIssue[];
  readonly pages: Page[];
  /** Whether there is a result from Elasticsearch, even if it is empty. */
  hasResult: boolean;
}

export function notADocument(value: JsonValue): ResponseIssue {
  return { kind: 'not-a-document', found: describeType(value) };
}
