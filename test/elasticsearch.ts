import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** The key that {@link elasticsearch} accepts. */
export const apiKey = 'dGVzdDp0ZXN0';

/** The requests that an {@link elasticsearch} received, as far as tests ask for them. */
export interface Cluster {
  readonly url: string;
  /** The bodies of the searches. */
  readonly searches: readonly SearchBody[];
  /** Points in time that are open. */
  readonly open: ReadonlySet<string>;
}

interface SearchBody {
  readonly size: number;
  readonly track_total_hits?: boolean;
  readonly query: unknown;
  readonly pit: { readonly id: string; readonly keep_alive: string };
  readonly sort: readonly unknown[];
  readonly search_after?: readonly [time: number, document: number];
}

/**
 * A small stand-in for Elasticsearch: it opens and closes points in time, and searches their documents page by page. The id of
 * a point in time changes with each page, as it may in Elasticsearch.
 *
 * @param documents what every search finds, in order of time.
 * @param refuse the number of the search, from 0, at which access is denied.
 */
export async function elasticsearch(
  documents: readonly object[],
  { pageSize, refuse }: { readonly pageSize: number; readonly refuse?: number },
): Promise<Cluster> {
  const searches: SearchBody[] = [];
  const open = new Set<string>();

  function reply(method: string, path: string, body: string): [status: number, value: object] {
    if (method === 'POST' && /^\/[^/]+\/_pit\?keep_alive=\w+$/.test(path)) {
      open.add('pit-0');
      return [200, { id: 'pit-0' }];
    }
    if (method === 'DELETE' && path === '/_pit') {
      const closed = open.delete(JSON.parse(body).id);
      return [closed ? 200 : 404, { succeeded: closed, num_freed: Number(closed) }];
    }
    if (method !== 'POST' || path !== '/_search') return [405, { error: `${method} ${path}` }];
    const search = JSON.parse(body) as SearchBody;
    if (!open.has(search.pit.id)) return [404, { error: 'search_context_missing_exception' }];
    const at = searches.push(search) - 1;
    if (at === refuse) return [403, { error: { type: 'security_exception' }, status: 403 }];
    open.delete(search.pit.id);
    open.add(`pit-${searches.length}`);
    const first = (search.search_after?.[1] ?? -1) + 1;
    const page = documents.slice(first, first + Math.min(pageSize, search.size));
    const hits = page.map((source, place) => ({
      _index: '.ds-logs-endpoint.events.file-default-2026.03.02-000001',
      _id: `id-${first + place}`,
      _source: source,
      sort: [1772424669512, first + place],
    }));
    const total = { value: documents.length, relation: search.track_total_hits ? 'eq' : 'gte' };
    const shards = { total: 1, successful: 1, skipped: 0, failed: 0 };
    const found = { pit_id: `pit-${searches.length}`, took: 1, timed_out: false, _shards: shards };
    return [200, { ...found, hits: { total, max_score: null, hits } }];
  }

  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const isAllowed = request.headers.authorization === `ApiKey ${apiKey}`;
      const [status, value] = isAllowed
        ? reply(request.method ?? '', request.url ?? '', body)
        : [401, { error: { type: 'security_exception' }, status: 401 }];
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, searches, open };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
