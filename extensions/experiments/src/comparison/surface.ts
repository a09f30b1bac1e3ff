/** A place with a height, both coordinates 0 … 1. */
export interface SurfacePoint {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/**
 * Heights on a grid of `size` × `size` places, row by row from the smallest y, interpolated by
 * inverse distance weighting (Shepard's method, weights 1 / d²): it passes through the points and
 * never goes beyond their extremes.
 */
export function interpolate(points: readonly SurfacePoint[], size: number): Float64Array {
  const heights = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const x = (column + 0.5) / size;
      const y = (row + 0.5) / size;
      let sum = 0;
      let weights = 0;
      for (const point of points) {
        const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
        const weight = 1 / Math.max(distance, 1e-9);
        sum += weight * point.z;
        weights += weight;
      }
      heights[row * size + column] = sum / weights;
    }
  }
  return heights;
}
