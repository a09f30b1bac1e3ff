/** The value below which the fraction `q` of the samples lies (nearest rank). */
export function quantile(samples, q) {
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}

export const median = samples => quantile(samples, 0.5);

/** Collects figures: each has a name, a unit, which way is better, and samples per subject. */
export function createFigures() {
  const figures = new Map();
  return {
    /** @param better `lower` or `higher` */
    add(name, unit, better, subject, ...samples) {
      const figure = figures.get(name) ?? { name, unit, better, samples: {} };
      figures.set(name, figure);
      (figure.samples[subject] ??= []).push(...samples);
    },
    /**
     * What Atelier wants to reach in a figure.
     * @param target `{ lead }`: times better than the rival; `{ value }`: not worse than this
     */
    aim(name, target) {
      Object.assign(figures.get(name) ?? {}, { target });
    },
    list: () => [...figures.values()]
  };
}
