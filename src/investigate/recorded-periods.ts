import type { Coverage } from './search-criteria.js';

/** When the log has events of a kind, which the case may not cite. */
export interface RecordedPeriod {
  readonly kind: 'process' | 'network';
  /** The minute of the first one, by its `@timestamp`, ISO 8601. */
  readonly first: string;
  /** The hour of the last one. */
  readonly last: string;
}

/** The first and the last time of something, in milliseconds since 1970: to the minute, and to the hour. */
export interface Period {
  readonly first: number;
  readonly last: number;
}

const minuteMs = 60_000;
const hourMs = 3_600_000;

const never: Period = { first: Infinity, last: -Infinity };

/** Since when, and until when at least, the log has events of each kind from some hosts. */
export class RecordedPeriods {
  readonly #periods = new Map<Coverage, Map<string, Period>>();
  readonly #hosts: number;
  /** For each kind, the times that change the period of no host; undefined if it has to be found anew. */
  readonly #settled = new Map<Coverage, Period>();

  /** @param hosts how many hosts there are. */
  constructor(hosts: number) {
    this.#hosts = hosts;
  }

  ofHost(host: string): ReadonlyMap<Coverage, Period> {
    return new Map(
      [...this.#periods].flatMap(([kind, periods]) => {
        const period = periods.get(host);
        return period === undefined ? [] : [[kind, period] as const];
      }),
    );
  }

  /** @returns whether the time extends the period of the host. */
  add(kind: Coverage, host: string, time: number): boolean {
    const periods = this.#periods.get(kind) ?? new Map<string, Period>();
    this.#periods.set(kind, periods);
    const { first, last } = periods.get(host) ?? never;
    if (!isOutside(time, { first, last })) return false;
    periods.set(host, {
      first: Math.min(first, Math.floor(time / minuteMs) * minuteMs),
      last: Math.max(last, Math.floor(time / hourMs) * hourMs),
    });
    this.#settled.delete(kind);
    return true;
  }

  /** Adds the period of a host in another part of the log. */
  addPeriod(kind: Coverage, host: string, { first, last }: Period): void {
    const periods = this.#periods.get(kind) ?? new Map<string, Period>();
    this.#periods.set(kind, periods);
    const known = periods.get(host) ?? never;
    periods.set(host, {
      first: Math.min(known.first, first),
      last: Math.max(known.last, last),
    });
    this.#settled.delete(kind);
  }

  /** Whether a time may extend the period of any host. */
  mayExtend(kind: Coverage, time: number): boolean {
    const settled = this.#settled.get(kind) ?? this.#settle(kind);
    return isOutside(time, settled);
  }

  /** Whether a time extends the period of a host. */
  extends(kind: Coverage, host: string, time: number): boolean {
    return isOutside(time, this.#periods.get(kind)?.get(host) ?? never);
  }

  #settle(kind: Coverage): Period {
    const periods = [...(this.#periods.get(kind)?.values() ?? [])];
    const settled =
      periods.length < this.#hosts
        ? never
        : {
            first: Math.max(...periods.map(({ first }) => first)),
            last: Math.min(...periods.map(({ last }) => last)),
          };
    this.#settled.set(kind, settled);
    return settled;
  }
}

function isOutside(time: number, { first, last }: Period): boolean {
  return time < first || time >= last + hourMs;
}

/** The periods of a host as a case has them, without the seconds, which are not known. */
export function recordedPeriods(periods: ReadonlyMap<Coverage, Period>): readonly RecordedPeriod[] {
  return (['process', 'network'] as const).flatMap((kind) => {
    const period = periods.get(kind);
    if (period === undefined) return [];
    const [first, last] = [period.first, period.last].map((time) =>
      new Date(time).toISOString().replace(/:00\.000Z$/, 'Z'),
    );
    return first === undefined || last === undefined ? [] : [{ kind, first, last }];
  });
}
