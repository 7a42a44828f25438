const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** How far times are apart, in a unit that suits them: `0.002 s`, `5.1 s`, `3.2 min`, `31.0 h`, `7.3 days`. */
export function secondsApart(milliseconds: number): string {
  const seconds = Math.abs(milliseconds) / 1000;
  if (milliseconds === 0) return '0 s';
  if (seconds < 0.095) return `${seconds.toFixed(3)} s`;
  if (seconds < 2 * minute) return `${seconds.toFixed(1)} s`;
  if (seconds < 2 * hour) return `${(seconds / minute).toFixed(1)} min`;
  if (seconds < 2 * day) return `${(seconds / hour).toFixed(1)} h`;
  return `${(seconds / day).toFixed(1)} days`;
}

/** A time relative to another one, with its sign. */
export function relativeTime(milliseconds: number): string {
  return `${milliseconds < 0 ? '-' : '+'}${secondsApart(milliseconds)}`;
}
