import type { Axis, Options } from 'uplot';
import type UPlot from 'uplot';
import { formatDuration, formatNumber } from '../format.ts';

export type XKind = 'number' | 'time' | 'duration';

/** Reads a custom property of the theme. */
export type ReadStyle = (name: string) => string;

/** Pixels for ticks and one line of numbers. */
const X_AXIS_HEIGHT = 32;
const TIME_AXIS_HEIGHT = 44;
const SECONDS = [1, 2, 5, 10, 15, 30];
const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
/** Distances of ticks, in seconds, that people read easily. */
const DURATIONS = [
  ...[0.001, 0.01, 0.1].flatMap(unit => [unit, 2 * unit, 5 * unit]),
  ...SECONDS,
  ...SECONDS.map(count => count * MINUTE),
  ...[1, 2, 3, 6, 12].map(count => count * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map(count => count * DAY)
];

/** Both axes, in the colours of the theme. */
export function axesOf(read: ReadStyle, xKind: XKind): NonNullable<Options['axes']> {
  return [
    {
      ...axisOf(
        read,
        xKind === 'time' ? undefined : xKind === 'duration' ? duration : formatNumber
      ),
      ...(xKind === 'duration' && { incrs: DURATIONS }),
      // Times stand above their day.
      size: xKind === 'time' ? TIME_AXIS_HEIGHT : X_AXIS_HEIGHT
    },
    { ...axisOf(read, formatNumber), size: widthOf }
  ];
}

const duration = (seconds: number) => (seconds === 0 ? '0' : formatDuration(seconds * 1_000));

const widthOf: Axis['size'] = (_, values) =>
  18 + Math.max(22, ...(values ?? []).map(value => 6 * value.length));

function axisOf(read: ReadStyle, format: ((value: number) => string) | undefined): Axis {
  const line = { stroke: read('--jp-border-color2'), width: 1 };
  return {
    stroke: read('--jp-ui-font-color2'),
    font: `11px ${read('--jp-ui-font-family') || 'sans-serif'}`,
    grid: line,
    ticks: { ...line, size: 4 },
    ...(format && {
      values: (_: UPlot, splits: number[]) =>
        splits.map(value => (value === null ? '' : format(value)))
    })
  };
}

/** The ticks as they were drawn last: values and what stands beside them. */
export function ticksOf(chart: UPlot, axis: 0 | 1): { at: number; text: string }[] {
  // uPlot keeps them under these names; there is no public way to them
  const { _splits, _values } = chart.axes[axis] as Axis & {
    _splits?: (number | null)[];
    _values?: (string | null)[];
  };
  return (_splits ?? []).flatMap((at, index) => {
    const text = _values?.[index];
    return at === null || !text ? [] : [{ at, text: String(text) }];
  });
}
