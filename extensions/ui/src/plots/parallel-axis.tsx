import * as React from 'react';
import { classes } from '../classes.ts';
import { formatNumber } from '../format.ts';
import { useTrans } from '../translation.tsx';
import { TOP } from './parallel-scales.ts';
import type { BrushRange, PlacedAxis } from './parallel-scales.ts';
import { shortened } from './scale.ts';

export interface ParallelAxisProps {
  placed: PlacedAxis;
  /** Where the axis ends, in pixels. */
  height: number;
  range: BrushRange | null;
  onRange: (range: BrushRange | null) => void;
  /** Moves the axis by so many places. */
  onMove: (step: number) => void;
  /** Puts the axis where x is. */
  onDrop: (x: number) => void;
  /** Pixels to the next axis. */
  room: number;
}

const BRUSH = 18;
const STEPS = 50;
const LEAST_DRAG = 5;

/** One axis with its name, ticks, brush, and two handles for the keyboard. */
export function ParallelAxisView(props: ParallelAxisProps) {
  const { placed, height, range, onRange, onMove, onDrop, room } = props;
  const { axis, scale, x } = placed;
  const trans = useTrans();
  const [drag, setDrag] = React.useState<number | null>(null);
  const from = React.useRef<number | null>(null);
  const [low, high] = scale.domain;
  const [start, end] = range ?? [low, high];
  const clamped = (pixel: number) => Math.max(TOP, Math.min(height, pixel));
  const pixelOf = (event: React.PointerEvent) =>
    event.clientY -
    (event.currentTarget as SVGElement).ownerSVGElement!.getBoundingClientRect().top;
  const between = (a: number, b: number): BrushRange => {
    const values = [scale.valueAt(clamped(a)), scale.valueAt(clamped(b))];
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return axis.categories ? [least - 0.5, most + 0.5] : [least, most];
  };
  const text = (value: number) =>
    axis.categories
      ? (axis.categories[Math.max(0, Math.min(axis.categories.length - 1, Math.round(value)))] ??
        '')
      : (axis.format?.(value) ?? formatNumber(value, 4));
  const shift = (value: number, steps: number) => {
    if (axis.categories) {
      return value + steps;
    }
    const pixel = scale.place(value) + (steps * (scale.place(high) - scale.place(low))) / STEPS;
    return scale.valueAt(clamped(pixel));
  };
  const handle = (which: 'from' | 'to') => {
    const value = which === 'from' ? start : end;
    const onKeyDown = (event: React.KeyboardEvent) => {
      const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key];
      if (event.key === 'Escape' && range) {
        onRange(null);
      } else if (steps !== undefined) {
        const next = Math.max(low, Math.min(high, shift(value, steps)));
        onRange(which === 'from' ? [Math.min(next, end), end] : [start, Math.max(next, start)]);
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    };
    return (
      <path
        className="atl-Parallel-handle"
        data-interactive=""
        role="slider"
        tabIndex={0}
        aria-label={
          which === 'from' ? trans.__('%1 from', axis.label) : trans.__('%1 to', axis.label)
        }
        aria-orientation="vertical"
        aria-valuemin={low}
        aria-valuemax={high}
        aria-valuenow={value}
        aria-valuetext={text(value)}
        transform={`translate(${x} ${scale.place(value)})`}
        d={which === 'from' ? 'M-7,7L7,7L0,0Z' : 'M-7,-7L7,-7L0,0Z'}
        onKeyDown={onKeyDown}
      />
    );
  };
  return (
    <g className={classes('atl-Parallel-axis', range && 'atl-mod-brushed')}>
      <AxisName
        label={axis.label}
        note={axis.log ? trans.__('log') : ''}
        x={x}
        room={room}
        onMove={onMove}
        onDrop={onDrop}
      />
      <line x1={x} x2={x} y1={TOP} y2={height} />
      {scale.ticks.map(({ at, label }) => (
        <text key={at} x={x + 6} y={scale.place(at)} dominantBaseline="middle" aria-hidden="true">
          {shortened(label, room - 14)}
        </text>
      ))}
      {(range || drag !== null) && (
        <rect
          className="atl-Parallel-brush"
          x={x - BRUSH / 2}
          width={BRUSH}
          y={scale.place(end)}
          height={Math.max(1, scale.place(start) - scale.place(end))}
        />
      )}
      <rect
        className="atl-Parallel-hit"
        data-interactive=""
        x={x - BRUSH}
        width={2 * BRUSH}
        y={TOP - 8}
        height={height - TOP + 16}
        onPointerDown={event => {
          from.current = pixelOf(event);
          event.currentTarget.setPointerCapture?.(event.pointerId);
        }}
        onPointerMove={event => {
          const first = from.current;
          const here = pixelOf(event);
          if (first !== null && (drag !== null || Math.abs(here - first) > LEAST_DRAG)) {
            setDrag(here);
            onRange(between(first, here));
          }
        }}
        onPointerUp={() => {
          if (drag === null && range) {
            onRange(null);
          }
          from.current = null;
          setDrag(null);
        }}
      />
      {handle('from')}
      {handle('to')}
    </g>
  );
}

function AxisName(props: {
  label: string;
  note: string;
  x: number;
  room: number;
  onMove: (step: number) => void;
  onDrop: (x: number) => void;
}) {
  const { label, note, x, room } = props;
  const trans = useTrans();
  const [shift, setShift] = React.useState<number | null>(null);
  const from = React.useRef<number | null>(null);
  return (
    <g
      className="atl-Parallel-name"
      role="button"
      tabIndex={0}
      aria-label={trans.__('%1: arrow keys move the axis', label)}
      transform={`translate(${x + (shift ?? 0)} 0)`}
      onKeyDown={event => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (step) {
          event.preventDefault();
          event.stopPropagation();
          props.onMove(step);
        }
      }}
      onPointerDown={event => {
        from.current = event.clientX;
        event.currentTarget.setPointerCapture?.(event.pointerId);
      }}
      onPointerMove={event => {
        if (from.current !== null) {
          setShift(event.clientX - from.current);
        }
      }}
      onPointerUp={() => {
        if (shift !== null && Math.abs(shift) > LEAST_DRAG) {
          props.onDrop(x + shift);
        }
        from.current = null;
        setShift(null);
      }}
    >
      <title>{label}</title>
      <rect
        className="atl-Parallel-nameHit"
        data-interactive=""
        x={-room / 2}
        y={2}
        width={room}
        height={36}
      />
      <text className="atl-mod-title" y={18} textAnchor="middle">
        {shortened(label, room - 10, 6.8)}
      </text>
      <text y={34} textAnchor="middle">
        {note}
      </text>
    </g>
  );
}
