/** What a step waits for, if it takes time. */
export type Wait = void | Promise<void>;

/**
 * Work in steps that yields what it waits for. There may be very many steps, few of which take time, so nothing is awaited
 * that is not a promise.
 */
export type Steps<T = void> = Generator<Wait, T, void>;

/** Runs steps to their end: at once if nothing takes time. If a promise fails, the steps after it are not run. */
export function run<T>(steps: Steps<T>): T | Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    if (step.value !== undefined) return runAfter(step.value, steps);
  }
}

async function runAfter<T>(first: Promise<void>, steps: Steps<T>): Promise<T> {
  await first;
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    if (step.value !== undefined) await step.value;
  }
}
