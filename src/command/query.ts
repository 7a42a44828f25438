import type { Arguments } from '../cli/args.js';
import * as options from '../cli/options.js';
import { readExceptionLists } from '../filter/exception-list.js';
import { exceptionQuery, windowQuery } from '../filter/query-dsl.js';
import { TimeWindow } from '../filter/window.js';
import { jsonText } from '../report/json-document.js';
import { ruleEql } from '../rule/eql.js';

/**
 * The body of the request that runs the rule inside Elasticsearch, for `POST <indices>/_eql/search`.
 *
 * The time window is not resolved here: Elasticsearch resolves date math when it runs the request.
 */
export function queryBody(args: Arguments): string {
  const window = { from: args.get(options.queryFrom), to: args.get(options.to) };
  const now = Date.now();
  // Only to validate it: an invalid time is reported here, not by Elasticsearch.
  new TimeWindow(window, now);
  const { active } = readExceptionLists(args.get(options.exceptions), now);
  return jsonText({
    query: ruleEql(args.get(options.ruleVersion)),
    size: args.get(options.size),
    filter: {
      bool: {
        filter: [windowQuery(window)],
        must_not: active.length === 0 ? undefined : active.map(exceptionQuery),
      },
    },
  });
}
