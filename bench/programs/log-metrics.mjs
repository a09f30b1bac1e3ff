/**
 * Logs with the SDK as a training loop does: `node log-metrics.mjs SDK CALLS`. Prints as JSON what
 * a call took in µs, and how long after the last one the server had everything.
 */
const [sdk, calls] = process.argv.slice(2);
const { startRun } = await import(sdk);

const run = startRun({ experiment: 'bench', display: false });
for (let step = 0; step < 1000; step++) {
  run.log({ warmup: step });
}
const each = new Float64Array(Number(calls));
for (let step = 0; step < each.length; step++) {
  const begun = performance.now();
  run.log({ loss: 1 / (step + 1) });
  each[step] = (performance.now() - begun) * 1000;
}
const logged = performance.now();
const synced = await run.end({ wait: 30_000 });
const drain = performance.now() - logged;
const mean = each.reduce((sum, value) => sum + value, 0) / each.length;
each.sort();
const at = q => each[Math.floor(each.length * q)];
console.log(JSON.stringify({ mean, median: at(0.5), p99: at(0.99), synced, drain }));
