import { traceBand, traceLine } from './tracing.ts';

const SAME = { x: (value: number) => value, y: (value: number) => value };

/** Records what is drawn. */
class Strokes {
  readonly strokes: [number, number][][] = [];
  moveTo(x: number, y: number): void {
    this.strokes.push([[x, y]]);
  }
  lineTo(x: number, y: number): void {
    this.strokes.at(-1)!.push([x, y]);
  }
}

const drawn = (x: number[], y: number[], project = SAME) => {
  const pen = new Strokes();
  traceLine(pen, Float64Array.from(x), Float64Array.from(y), [0, x.length], project);
  return pen.strokes;
};

it('connects points, and starts anew after a gap', () => {
  expect(drawn([0, 9, 18, 27, 36], [1, 2, NaN, 4, 5])).toEqual([
    [
      [0, 1],
      [9, 2]
    ],
    [
      [27, 4],
      [36, 5]
    ]
  ]);
});

it('makes a dot of a point without neighbours', () => {
  const [, dot] = drawn([0, 9, 18, 27], [1, 2, NaN, 4]);
  expect(dot).toHaveLength(2);
  expect(dot[1][0] - dot[0][0]).toBeLessThan(0.1);
});

it('draws a million points as a few a column, with every extreme', () => {
  const count = 1_000_000;
  const x = Array.from({ length: count }, (_, n) => n);
  const y = x.map(n => (n === 123_456 ? 1_000 : n === 654_321 ? -1_000 : Math.sin(n)));
  const [stroke, ...rest] = drawn(x, y, { x: value => (value / count) * 500, y: v => v });
  expect(rest).toEqual([]);
  expect(stroke.length).toBeLessThanOrEqual(4 * 501);
  const heights = stroke.map(([, height]) => height);
  expect(Math.max(...heights)).toBe(1_000);
  expect(Math.min(...heights)).toBe(-1_000);
});

it('closes a band around each stretch without gaps', () => {
  const pen = new Strokes();
  const of = (...values: number[]) => Float64Array.from(values);
  traceBand(pen, of(0, 1, 2, 3, 4), of(1, 1, NaN, 1, 1), of(2, 2, 2, 2, 2), [0, 5], SAME);
  expect(pen.strokes).toEqual([
    [
      [0, 2],
      [1, 2],
      [1, 1],
      [0, 1]
    ],
    [
      [3, 2],
      [4, 2],
      [4, 1],
      [3, 1]
    ]
  ]);
});
