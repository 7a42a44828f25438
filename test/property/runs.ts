/** Whether properties are tried as often as is worthwhile, and not only as often as `npm test` has time for. */
const isLong = process.env.LONG_TESTS !== undefined;

/**
 * The number of runs of a property: all of them in `npm run test:long`, and a part of them in `npm test`.
 *
 * @param usual the part; by default a tenth.
 */
export function runs(all: number, usual: number = Math.ceil(all / 10)): number {
  return isLong ? all : usual;
}
