/**
 * Exponential moving average with the bias of its start taken out:
 * sₙ = w·sₙ₋₁ + (1 − w)·vₙ from s₀ = 0, answered as sₙ / (1 − wⁿ), so that the first value is itself.
 * A value that is no finite number stays as it is and leaves the average alone.
 * Source of the correction: Kingma and Ba, "Adam", 2015, section 3.
 *
 * @param weight 0 (no smoothing) up to, but not including, 1
 */
export function smooth(values: readonly number[], weight: number): number[] {
  if (weight <= 0) {
    return [...values];
  }
  let average = 0;
  let bias = 1;
  return values.map(value => {
    if (!Number.isFinite(value)) {
      return value;
    }
    average = weight * average + (1 - weight) * value;
    bias *= weight;
    return average / (1 - bias);
  });
}
