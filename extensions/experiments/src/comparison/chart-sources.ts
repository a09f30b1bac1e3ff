import type { ChartSource } from '../charts/index.ts';
import { metricOfAxis } from '../metrics/index.ts';
import type { HorizontalAxis, MetricPoints } from '../metrics/index.ts';
import type { ShownRun } from './compared-run.ts';
import type { ComparisonModel } from './comparison-model.ts';
import { fieldName, fieldValue } from './fields.ts';
import { aggregate } from './grouping.ts';
import type { Band, Line, RunGroupView } from './grouping.ts';
import { grouped } from './grouped.ts';

/** Between a metric and the value of the facet that a chart of it shows. */
const FACET = ' ▸ ';
/** With more runs, metrics that have one value only have no chart: bars show them better. */
const FEW_RUNS = 12;
/** Facets beyond these have no charts. */
const MOST_FACETS = 12;

/** The metric that a chart shows, whatever its facet. */
export const metricOfChart = (key: string): string => key.split(FACET, 1)[0];

/** The curves of the shown runs, or of their groups, as charts take them. Keeps what has not changed. */
export class ChartSources {
  readonly #model: ComparisonModel;
  #groupPoints = new Map<string, { inputs: readonly unknown[]; points: MetricPoints }>();
  #stubs = new Map<string, MetricPoints>();

  constructor(model: ComparisonModel) {
    this.#model = model;
  }

  /** Metrics that are curves in one of the shown runs. */
  get curveKeys(): string[] {
    const keys = new Set<string>();
    for (const { value } of this.#model.shown) {
      for (const key in value.metrics) {
        if (value.metrics[key].count > 1) {
          keys.add(key);
        }
      }
    }
    return [...keys];
  }

  sources(): ChartSource[] {
    const { shown, settings, groups } = this.#model;
    const keys = this.curveKeys;
    const isCurve = new Set(keys);
    const single = (key: string) => !isCurve.has(key) && shown.length <= FEW_RUNS;
    if (settings.groupBy.length === 0) {
      return shown.map(run => this.#ofRun(run, key => isCurve.has(key) || single(key)));
    }
    const byId = new Map(shown.map(run => [run.id, run]));
    const means = groups.flatMap(group => {
      const members = group.runs.flatMap(id => byId.get(id) ?? []);
      const facets = [...grouped(members, run => this.#facetOf(run))].slice(0, MOST_FACETS);
      return facets.map(([facet, runs]) => this.#ofGroup(group, facet, runs, keys));
    });
    const members = settings.members
      ? shown.map(run => ({
          ...this.#ofRun(run, key => isCurve.has(key)),
          colour: this.#model.colourOf(run),
          faint: true
        }))
      : [];
    return [...members, ...means];
  }

  #ofRun(run: ShownRun, wanted: (key: string) => boolean): ChartSource {
    const { id, value, colour } = run;
    const facet = this.#facetOf(run);
    const metrics = new Map<string, MetricPoints>();
    for (const key in value.metrics) {
      if (wanted(key)) {
        metrics.set(key + facet, this.#pointsOf(run, key));
      }
    }
    return {
      id,
      label: value.name,
      colour,
      startedAt: value.startedAt,
      metrics,
      definitions: this.#definitions(metrics.keys()),
      fetchFiner: (key, from, to) => this.#model.curves.finer(id, metricOfChart(key), from, to)
    };
  }

  /** What is not fetched yet is an empty curve; a single value is in the summary already. */
  #pointsOf({ id, value }: ShownRun, key: string): MetricPoints {
    const held = this.#model.curves.of(key).get(id);
    if (held) {
      return held;
    }
    const { count, step, last } = value.metrics[key];
    const name = `${id} ${key} ${count} ${last}`;
    const stub = this.#stubs.get(name) ?? {
      key,
      steps: count > 1 ? [] : [step],
      values: count > 1 ? [] : [Number(last)],
      times: count > 1 ? [] : [value.endedAt ?? value.updatedAt],
      count
    };
    this.#stubs.set(name, stub);
    return stub;
  }

  #ofGroup(
    group: RunGroupView,
    facet: string,
    runs: readonly ShownRun[],
    keys: readonly string[]
  ): ChartSource {
    const { band } = this.#model.settings;
    const { axis } = this.#model.charts.values;
    const metrics = new Map<string, MetricPoints>();
    for (const key of keys) {
      const curves = this.#model.curves.of(key);
      const name = `${group.key}${facet} ${key}`;
      const inputs = [curves, band, axis, runs.map(({ id }) => id).join()];
      const before = this.#groupPoints.get(name);
      const same = before?.inputs.every((input, index) => input === inputs[index]);
      const points =
        same && before
          ? before.points
          : meanOf(
              key,
              runs.flatMap(({ id, value }) => {
                const one = curves.get(id);
                return one ? [{ points: one, startedAt: value.startedAt }] : [];
              }),
              axis,
              band
            );
      this.#groupPoints.set(name, { inputs, points });
      metrics.set(key + facet, points);
    }
    return {
      id: group.key + facet,
      label: `${group.label} (${runs.length})`,
      colour: this.#model.groupColour(group),
      startedAt: 0,
      metrics,
      definitions: this.#definitions(metrics.keys())
    };
  }

  #facetOf({ value }: ShownRun): string {
    const { facet, statistic } = this.#model.settings;
    return facet ? `${FACET}${fieldName(facet)} ${fieldValue(value, facet, statistic) ?? '–'}` : '';
  }

  #definitions(keys: Iterable<string>): ChartSource['definitions'] {
    return Object.fromEntries(
      [...keys].flatMap(key => {
        const definition = this.#model.goals.definitionOf(metricOfChart(key));
        return definition ? [[key, definition]] : [];
      })
    );
  }
}

interface Member {
  readonly points: MetricPoints;
  readonly startedAt: number;
}

/** The mean of a group's curves over the horizontal axis that is shown; time since the start begins at 0. */
function meanOf(
  key: string,
  members: readonly Member[],
  axis: HorizontalAxis,
  band: Band
): MetricPoints {
  const bySteps = axis === 'step' || metricOfAxis(axis) !== null;
  const lines = members.map(({ points, startedAt }): Line => {
    const x = bySteps
      ? points.steps
      : axis === 'time'
        ? points.times
        : points.times.map(time => Math.max(0, time - startedAt));
    return { x, y: points.values };
  });
  const { x, y, low, high } = aggregate(lines, band);
  const there = y.flatMap((value, index) => (value === null ? [] : [index]));
  const pick = <T>(values: readonly T[]) => there.map(index => values[index]);
  const longest = Math.max(2, ...members.map(({ points }) => points.steps.length));
  return {
    key,
    steps: bySteps ? pick(x) : there,
    values: pick(y).map(Number),
    times: bySteps ? there.map(() => 0) : pick(x),
    count: there.length > 0 ? there.length : longest,
    ...(band !== 'none' && { low: pick(low), high: pick(high) })
  };
}
