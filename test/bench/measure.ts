import { spawnSync } from 'node:child_process';

/** A command that a benchmark runs. */
export interface Contender {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Exit codes that mean success. */
  readonly codes?: readonly number[];
}

/** The results of one contender. */
export interface Measured {
  readonly name: string;
  /** Median of the runs, in seconds. */
  readonly seconds: number;
  readonly fastest: number;
  readonly slowest: number;
  /** The maximum of the runs, in MB; undefined if it cannot be measured. */
  readonly peakMegabytes: number | undefined;
}

const timer = '/usr/bin/time';

/** Whether a command is installed. */
export function isInstalled(command: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', command]).status === 0;
}

/** Runs contenders in turn, A B C A B C …, after warm-up rounds. */
export function measure(
  contenders: readonly Contender[],
  runs: number,
  warmUps: number = 1,
): Measured[] {
  const times = contenders.map((): number[] => []);
  const peaks = contenders.map((): number[] => []);
  for (let round = -warmUps; round < runs; round += 1) {
    for (const [at, contender] of contenders.entries()) {
      const { seconds, peak } = runOnce(contender);
      if (round < 0) continue;
      times[at]?.push(seconds);
      if (peak !== undefined) peaks[at]?.push(peak);
    }
  }
  return contenders.map(({ name }, at) => {
    const sorted = (times[at] ?? []).sort((a, b) => a - b);
    const peak = Math.max(...(peaks[at] ?? []));
    return {
      name,
      seconds: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
      fastest: sorted[0] ?? Number.NaN,
      slowest: sorted.at(-1) ?? Number.NaN,
      peakMegabytes: Number.isFinite(peak) ? peak : undefined,
    };
  });
}

function runOnce({ name, command, args, codes = [0] }: Contender): {
  seconds: number;
  peak: number | undefined;
} {
  const timed = isInstalled(timer);
  const before = process.hrtime.bigint();
  const result = timed
    ? spawnSync(timer, ['-f', 'peak %M', command, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
    : spawnSync(command, [...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const seconds = Number(process.hrtime.bigint() - before) / 1e9;
  if (result.status === null || !codes.includes(result.status)) {
    throw new Error(`${name} ended with ${result.status}: ${result.stderr}`);
  }
  const peak = /peak (\d+)/.exec(String(result.stderr))?.[1];
  return { seconds, peak: peak === undefined ? undefined : (Number(peak) * 1024) / 1e6 };
}
