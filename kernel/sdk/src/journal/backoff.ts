/**
 * Milliseconds to wait after the nth failure in a row: doubles from 250 ms to 15 s, with jitter
 * of half of it either way, so that many clients do not come back at the same moment.
 */
export function backoff(failures: number, random: () => number = Math.random): number {
  const whole = Math.min(250 * 2 ** Math.max(0, failures - 1), 15_000);
  return whole * (0.5 + random());
}
