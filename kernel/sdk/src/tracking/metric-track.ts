/** What the client itself remembers of one metric: enough for a summary and a small curve. */
export interface MetricTrack {
  last: number;
  minimum: number;
  maximum: number;
  count: number;
  nextStep: number;
  /** At most `capacity` values, evenly spaced over all that were logged. */
  sample: number[];
  stride: number;
}

const capacity = 200;

export const createMetricTrack = (): MetricTrack => ({
  last: NaN,
  minimum: Infinity,
  maximum: -Infinity,
  count: 0,
  nextStep: 0,
  sample: [],
  stride: 1
});

export function addPoint(track: MetricTrack, value: number, step: number): void {
  track.last = value;
  if (value < track.minimum) {
    track.minimum = value;
  }
  if (value > track.maximum) {
    track.maximum = value;
  }
  if (step >= track.nextStep) {
    track.nextStep = step + 1;
  }
  if (track.count++ % track.stride === 0) {
    track.sample.push(value);
    if (track.sample.length >= capacity) {
      track.sample = track.sample.filter((_, index) => index % 2 === 0);
      track.stride *= 2;
    }
  }
}
