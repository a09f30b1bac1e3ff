import type { AlignedData, Options, Scale } from 'uplot';
import UPlot from 'uplot';
import type { ChartLink } from './chart-link.ts';
import { pointOf, readAt } from './chart-reading.ts';
import type { Reading } from './chart-reading.ts';
import { buildScene } from './chart-scene.ts';
import type { Scene, SceneSettings } from './chart-scene.ts';
import { CursorLayer } from './cursor-layer.ts';
import { paintScene, projectionOf } from './painter.ts';
import type { Ink } from './painter.ts';
import { axesOf } from './plot-axes.ts';
import type { XKind } from './plot-axes.ts';
import type { ChartPoint, ChartRange } from './series.ts';
import { seriesColour } from './series.ts';

export interface PlotSettings extends SceneSettings {
  readonly xKind: XKind;
  /** Room above the drawing for the name of the vertical axis. */
  readonly yLabel: boolean;
}

/** Where the pointer is, and what the lines say there. */
export interface ChartCursor {
  readonly reading: Reading;
  /** Its place in the drawing, in pixels. */
  readonly left: number;
  readonly beyondMiddle: boolean;
}

export interface PlotCallbacks {
  /** The pointer is over the drawing, or has left. */
  onCursor(at: ChartCursor | null): void;
  onZoom(zoomed: boolean): void;
}

/** Pixels within which a click is at a point. */
const NEAR = 24;

/** What the axes are laid out with: lines are drawn by the painter, each with an x of its own. */
const FRAME: AlignedData = [
  [1, 2],
  [null, null]
];

/**
 * A drawing in an element. uPlot makes frame, axes, scales and the selection; lines are painted by
 * us, because uPlot wants one x for all of them, which for runs of their own steps and times is a
 * table of mostly holes.
 */
export class Plot {
  readonly link: ChartLink;
  readonly #node: HTMLElement;
  readonly #callbacks: PlotCallbacks;
  #settings: PlotSettings;
  #scene: Scene;
  #yZoom: ChartRange | null = null;
  #chart: UPlot;
  #layer: CursorLayer;
  #shape: string;
  #size = { width: 100, height: 100 };
  /** It is this chart's own cursor that moves. */
  #pointing = false;

  constructor(
    node: HTMLElement,
    settings: PlotSettings,
    link: ChartLink,
    callbacks: PlotCallbacks
  ) {
    this.#node = node;
    this.link = link;
    this.#callbacks = callbacks;
    this.#settings = settings;
    this.#scene = this.#build();
    this.#shape = shapeOf(settings);
    [this.#chart, this.#layer] = this.#create();
    link.changed.connect(this.#onLink, this);
  }

  get scene(): Scene {
    return this.#scene;
  }
  get chart(): UPlot {
    return this.#chart;
  }
  get zoomed(): boolean {
    return this.link.range !== null || this.#yZoom !== null;
  }

  /** Draws new values; a zoom stays. */
  draw(settings: PlotSettings): void {
    this.#settings = settings;
    this.#scene = this.#build();
    if (shapeOf(settings) === this.#shape) {
      this.#refresh();
    } else {
      this.restyle();
    }
  }

  /** Makes everything anew, as for other scales or another theme. */
  restyle(): void {
    this.#shape = shapeOf(this.#settings);
    this.#chart.destroy();
    [this.#chart, this.#layer] = this.#create();
  }

  resize(width: number, height: number): void {
    if (width !== this.#size.width || height !== this.#size.height) {
      this.#size = { width, height };
      this.#chart.setSize(this.#size);
      this.#refresh();
    }
  }

  /** Shows a part of the picture; null stands for all of it. */
  zoom(x: ChartRange | null, y: ChartRange | null = this.#yZoom): void {
    const yChanged = y !== this.#yZoom;
    this.#yZoom = y;
    const before = this.link.range;
    this.link.zoom(x);
    if (yChanged && before === this.link.range) {
      this.#onLink(this.link, 'range');
    }
  }

  /** The cursor is at an x value; at `top` in pixels if it is a pointer. */
  pointAt(x: number | null, top: number | null = null): void {
    if (x === null) {
      this.link.point(null);
      this.#callbacks.onCursor(null);
      return;
    }
    const reading = this.read(x, top);
    this.#pointing = true;
    this.link.point(reading.x);
    this.#pointing = false;
    this.#layer.show(this.#scene, this.#inkOf(), reading);
    const { over } = this.#chart;
    const left = this.#chart.valToPos(reading.x, 'x');
    this.#callbacks.onCursor({
      reading,
      left: left + over.offsetLeft,
      beyondMiddle: left > over.clientWidth / 2
    });
  }

  read(x: number, top: number | null = null): Reading {
    return readAt(this.#scene, this.#projection(), { x, y: top });
  }

  /** The point that a click at a place is meant for; null where there is none near. */
  pointNear(x: number, top: number): ChartPoint | null {
    const { focused } = this.read(x, top);
    const project = this.#projection();
    const shown = focused && (focused.trend ?? focused.y);
    return focused &&
      shown !== null &&
      Math.hypot(project.x(focused.x) - project.x(x), project.y(shown) - top) <= NEAR
      ? pointOf(focused)
      : null;
  }

  #projection() {
    const { clientWidth, clientHeight } = this.#chart.over;
    return projectionOf(this.#scene, {
      left: 0,
      top: 0,
      width: clientWidth,
      height: clientHeight
    });
  }

  destroy(): void {
    this.link.changed.disconnect(this.#onLink, this);
    this.#chart.destroy();
  }

  #build(): Scene {
    return buildScene(this.#settings, { x: this.link.range, y: this.#yZoom });
  }

  #onLink(_: ChartLink, what: 'range' | 'cursor'): void {
    if (what === 'range') {
      this.#scene = this.#build();
      this.#refresh();
      this.#callbacks.onZoom(this.zoomed);
    } else if (!this.#pointing) {
      const { cursor } = this.link;
      const reading = cursor === null ? null : this.read(cursor);
      this.#layer.show(this.#scene, this.#inkOf(), reading, { labelled: true });
    }
  }

  #refresh(): void {
    const [min, max] = this.#scene.x;
    // to set x is to lay out and draw everything
    this.#chart.setScale('x', { min, max });
  }

  #create(): [UPlot, CursorLayer] {
    const chart = new UPlot(this.#options(), FRAME, this.#node);
    return [chart, new CursorLayer(chart)];
  }

  #inkOf(): Ink {
    return inkOf(this.#node);
  }

  #options(): Options {
    const { xKind, logX, logY, yLabel } = this.#settings;
    const style = getComputedStyle(this.#node);
    const read = (name: string) => style.getPropertyValue(name).trim();
    const scale = (log: boolean, range: () => ChartRange): Scale => ({
      ...(log && { distr: 3 }),
      range: () => [...range()] as [number, number]
    });
    return {
      ...this.#size,
      ms: 1,
      padding: [yLabel ? 20 : 8, 10, 0, 0],
      scales: {
        x: { time: xKind === 'time', ...scale(logX, () => this.#scene.x) },
        y: scale(logY, () => this.#scene.y)
      },
      axes: axesOf(read, xKind),
      series: [{}, { paths: () => null, points: { show: false } }],
      legend: { show: false },
      cursor: {
        x: false,
        y: false,
        points: { show: false },
        drag: { x: true, y: true, uni: 32, dist: 4, setScale: false }
      },
      hooks: {
        draw: [
          chart => paintScene(chart.ctx, this.#scene, chart.bbox, this.#inkOf(), UPlot.pxRatio || 1)
        ],
        setSelect: [chart => this.#select(chart)],
        setCursor: [
          chart => {
            const { left = -1, top = -1 } = chart.cursor;
            this.pointAt(left < 0 ? null : chart.posToVal(left, 'x'), top);
          }
        ]
      }
    };
  }

  #select(chart: UPlot): void {
    const { left, top, width, height } = chart.select;
    if (width <= 0 && height <= 0) {
      return;
    }
    const { clientWidth, clientHeight } = chart.over;
    const inX = width > 0 && width < clientWidth;
    const inY = height > 0 && height < clientHeight;
    chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.zoom(
      inX ? [chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')] : this.link.range,
      inY ? [chart.posToVal(top + height, 'y'), chart.posToVal(top, 'y')] : this.#yZoom
    );
  }
}

/** What cannot change in uPlot. */
const shapeOf = ({ xKind, logX, logY, yLabel }: PlotSettings): string =>
  [xKind, logX, logY, yLabel].join();

/** The colours of the theme that an element is in. */
export function inkOf(node: Element): Ink {
  const style = getComputedStyle(node);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const colours = new Map<string, string>();
  return {
    colour: slot => {
      const name = seriesColour(slot).slice(4, -1);
      const known = colours.get(name) ?? read(name);
      colours.set(name, known);
      return known;
    },
    text: read('--jp-ui-font-color1'),
    quiet: read('--jp-ui-font-color2'),
    ground: read('--jp-layout-color0'),
    font: `${11 * (globalThis.devicePixelRatio || 1)}px ${read('--jp-ui-font-family') || 'sans-serif'}`
  };
}
