import type { QueryArgs } from '../cli/args.js';
import { readExceptionLists } from '../filter/exception-list.js';
import { exceptionQuery, windowQuery } from '../filter/query-dsl.js';
import { TimeWindow } from '../filter/window.js';
import { exitCode } from '../io/errors.js';
import type { Io } from '../io/process.js';
import { ruleEql } from '../rule/eql.js';
import { defaultRule } from '../rule/revisions.js';

/**
 * Prints the body of the request that runs the rule inside Elasticsearch, for `POST <indices>/_eql/search`.
 *
 * The ends of the window go into it as they were given: Elasticsearch works them out when it is asked.
 */
export async function printQuery(flags: QueryArgs, io: Io): Promise<number> {
  const now = Date.now();
  // Made only for its checks: what is no time is told here, and not by Elasticsearch.
  new TimeWindow(flags, now);
  const { active } = readExceptionLists(flags.exceptions, now);
  const body = {
    query: ruleEql(defaultRule),
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
