import { exitCode } from '../exit-code.js';
import { readExceptionLists } from '../filter/exception-list.js';
import { exceptionQuery, windowQuery } from '../filter/query-dsl.js';
import { TimeWindow, type WindowOptions } from '../filter/window.js';
import type { Io } from '../io.js';
import { ruleEql } from '../rule/eql.js';

/** What the request asks for. */
export interface QueryFlags extends WindowOptions {
  /** Events that the response holds at most. */
  readonly size: number;
  /** Files of exception lists. */
  readonly exceptions: readonly string[];
}

/**
 * Prints the body of the request that runs the rule inside Elasticsearch, for `POST <indices>/_eql/search`.
 *
 * The ends of the window go into it as they were given: Elasticsearch works them out when it is asked.
 */
export async function printQuery(flags: QueryFlags, io: Io): Promise<number> {
  const now = Date.now();
  // Made only for its checks: what is no time is told here, and not by Elasticsearch.
  new TimeWindow(flags, now);
  const { active } = readExceptionLists(flags.exceptions, now);
  const body = {
    query: ruleEql(),
    size: flags.size,
    filter: {
      bool: {
        filter: [windowQuery(flags)],
        ...(active.length === 0 ? {} : { must_not: active.map(exceptionQuery) }),
      },
    },
  };
  await io.stdout.write(`${JSON.stringify(body, null, 2)}\n`);
  return exitCode.clean;
}
