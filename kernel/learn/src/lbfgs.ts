/** A smooth function: writes its gradient at `point` into `gradient` and returns its value. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Called with each new point. */
  readonly onStep: (iteration: number, point: Float64Array, value: number) => Promise<void>;
}

const MEMORY = 10;
const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};
const largest = (a: Float64Array): number => a.reduce((max, x) => Math.max(max, Math.abs(x)), 0);

/**
 * Limited-memory BFGS: the two-loop recursion of Nocedal and Wright, "Numerical Optimization"
 * (2006), algorithm 7.4, with the bisection for the weak Wolfe conditions of Lewis and Overton,
 * "Nonsmooth optimization via quasi-Newton methods" (2013). Converged when no component of the
 * gradient exceeds `tolerance`, or when rounding stops all progress. Changes `point` in place.
 */
export async function minimise(
  objective: Objective,
  point: Float64Array,
  { tolerance, maxIterations, onStep }: MinimiseOptions
): Promise<{ converged: boolean }> {
  const gradient = new Float64Array(point.length);
  const pairs: { step: Float64Array; change: Float64Array; rho: number }[] = [];
  let value = objective(point, gradient);
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    if (largest(gradient) <= tolerance) return { converged: true };
    const direction = descent(gradient, pairs);
    const first = pairs.length === 0 ? Math.min(1, 1 / largest(gradient)) : 1;
    const found = search(objective, point, value, gradient, direction, first);
    if (found === undefined) return { converged: true };
    const step = found.point.map((x, i) => x - point[i]);
    const change = found.gradient.map((g, i) => g - gradient[i]);
    const curvature = dot(step, change);
    if (curvature > 0) pairs.push({ step, change, rho: 1 / curvature });
    if (pairs.length > MEMORY) pairs.shift();
    const gained = value - found.value;
    value = found.value;
    point.set(found.point);
    gradient.set(found.gradient);
    await onStep(iteration, point, value);
    if (gained <= 4 * Number.EPSILON * Math.abs(value)) return { converged: true };
  }
  return { converged: largest(gradient) <= tolerance };
}

function descent(
  gradient: Float64Array,
  pairs: readonly { step: Float64Array; change: Float64Array; rho: number }[]
): Float64Array {
  const q = gradient.map(g => -g);
  const alphas: number[] = [];
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, rho } = pairs[k];
    alphas[k] = rho * dot(step, q);
    for (let i = 0; i < q.length; i++) q[i] -= alphas[k] * change[i];
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.change, last.change));
    for (let i = 0; i < q.length; i++) q[i] *= scale;
  }
  pairs.forEach(({ step, change, rho }, k) => {
    const beta = rho * dot(change, q);
    for (let i = 0; i < q.length; i++) q[i] += (alphas[k] - beta) * step[i];
  });
  return q;
}

function search(
  objective: Objective,
  from: Float64Array,
  value: number,
  gradient: Float64Array,
  direction: Float64Array,
  first: number
): { point: Float64Array; gradient: Float64Array; value: number } | undefined {
  const slope = dot(gradient, direction);
  let low = 0;
  let high = Infinity;
  let length = first;
  for (let attempt = 0; attempt < 50; attempt++) {
    const point = from.map((x, i) => x + length * direction[i]);
    const at = new Float64Array(from.length);
    const reached = objective(point, at);
    if (!(reached <= value + 1e-4 * length * slope)) high = length;
    else if (dot(at, direction) < 0.9 * slope) low = length;
    else return { point, gradient: at, value: reached };
    length = high === Infinity ? 2 * low : (low + high) / 2;
  }
  return undefined;
}
