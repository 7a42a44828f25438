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

/** All elements in `npm run test:long`, and every third in `npm test`: others for each number. */
export function part<T>(all: readonly T[], number: number): readonly T[] {
  return isLong ? all : all.filter((_, at) => at % 3 === number % 3);
}
