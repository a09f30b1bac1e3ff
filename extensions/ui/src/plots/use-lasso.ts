import * as React from 'react';

type Place = readonly [number, number];

/** Pixels that the pointer must move before it draws. */
const LEAST = 6;

export interface Lasso {
  /** What has been drawn so far; null: nothing is being drawn. */
  readonly path: readonly Place[] | null;
  readonly handlers: Pick<
    React.SVGProps<SVGSVGElement>,
    'onPointerDown' | 'onPointerMoveCapture' | 'onPointerUp' | 'onPointerCancel' | 'onClick'
  >;
}

/**
 * Draws a line around things. `onDrawn` gets a test for what lies inside, and whether Shift was
 * held; a click without drawing holds nothing.
 */
export function useLasso(
  onDrawn: (inside: (x: number, y: number) => boolean, adding: boolean) => void
): Lasso {
  const [path, setPath] = React.useState<readonly Place[] | null>(null);
  const start = React.useRef<Place | null>(null);
  const placeOf = (event: React.PointerEvent): Place => {
    const rect = event.currentTarget.getBoundingClientRect();
    return [event.clientX - rect.left, event.clientY - rect.top];
  };
  const end = () => {
    start.current = null;
    setPath(null);
  };
  return {
    path,
    handlers: {
      onPointerDown: event => {
        if (event.button === 0) {
          start.current = placeOf(event);
          event.currentTarget.setPointerCapture?.(event.pointerId);
        }
      },
      onPointerMoveCapture: event => {
        const [from, place] = [start.current, placeOf(event)];
        if (from && (path || Math.hypot(place[0] - from[0], place[1] - from[1]) > LEAST)) {
          setPath([...(path ?? [from]), place]);
        }
      },
      onPointerUp: event => {
        if (start.current) {
          const drawn = path ?? [];
          onDrawn((x, y) => isInside(drawn, x, y), event.shiftKey);
        }
        end();
      },
      onPointerCancel: end
    }
  };
}

/** Whether a place lies in a polygon, by counting the edges that a ray crosses. */
export function isInside(polygon: readonly Place[], x: number, y: number): boolean {
  let inside = false;
  for (let at = 0, before = polygon.length - 1; at < polygon.length; before = at++) {
    const [x1, y1] = polygon[at];
    const [x2, y2] = polygon[before];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) {
      inside = !inside;
    }
  }
  return inside;
}

export const pathOf = (places: readonly Place[]): string =>
  `M${places.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}Z`;
