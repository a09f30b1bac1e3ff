import type { PlotAxis } from '@atelier-ml/ui';
import { formatDuration, formatNumber, formatTime, rampColour, seriesColour } from '@atelier-ml/ui';
import type { ComparisonModel } from '../comparison-model.ts';
import type { Column, FieldChoices, FieldRef } from '../fields.ts';
import { isConstant, isMetric } from '../fields.ts';

/** A column as an axis of a plot. */
export function axisOf(column: Column, log = false): PlotAxis {
  return {
    label: column.label,
    log: log && column.categories === null,
    categories: column.categories,
    ...(FORMATS[column.ref] && { format: FORMATS[column.ref] })
  };
}

const FORMATS: Readonly<Record<string, (value: number) => string>> = {
  'attributes.start_time': formatTime,
  'attributes.duration': seconds => formatDuration(seconds * 1000)
};

/** The value of a column as text. */
export function valueText(column: Column, index: number): string {
  const value = column.values[index];
  if (value === null) {
    return '–';
  }
  return column.categories?.[value] ?? (FORMATS[column.ref] ?? formatNumber)(value);
}

export interface Colouring {
  /** A colour of CSS for the shown run at an index. */
  of(index: number): string;
  /** What numbers the ramp shows; null for colours of runs, groups or categories. */
  readonly ramp: { label: string; low: number; high: number } | null;
  readonly categories: readonly { label: string; colour: string }[];
}

/** Colours by a field, or, without one, those of the runs and groups. */
export function colouringOf(model: ComparisonModel, ref: FieldRef | null): Colouring {
  const { shown } = model;
  if (!ref) {
    return { of: index => seriesColour(model.colourOf(shown[index])), ramp: null, categories: [] };
  }
  const { values, categories, label } = model.column(ref);
  if (categories) {
    return {
      of: index => (values[index] === null ? rampColour(null) : seriesColour(values[index])),
      ramp: null,
      categories: categories.map((category, index) => ({
        label: category,
        colour: seriesColour(index)
      }))
    };
  }
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value ?? Infinity);
    high = Math.max(high, value ?? -Infinity);
  }
  return {
    of: index => {
      const value = values[index];
      return rampColour(value === null ? null : high > low ? (value - low) / (high - low) : 0.5);
    },
    ramp: low <= high ? { label, low, high } : null,
    categories: []
  };
}

/** Fields whose values vary, in the order of their kinds. */
export function varying(
  model: ComparisonModel,
  kinds: readonly (keyof FieldChoices)[],
  most: number
): FieldRef[] {
  return kinds
    .flatMap(kind => model.choices[kind])
    .filter(ref => {
      const column = model.column(ref);
      const present = column.values.filter(value => value !== null).length;
      // a text of its own for every run orders nothing
      const names = column.categories && column.categories.length === present && present > 12;
      return present > 0 && !isConstant(column) && !names;
    })
    .slice(0, most);
}

/** The field that is chosen, or the first that varies, or the first. */
export function chosenField(
  model: ComparisonModel,
  chosen: FieldRef | null,
  kinds: readonly (keyof FieldChoices)[],
  but: readonly (FieldRef | null)[] = []
): FieldRef | null {
  if (chosen && kinds.some(kind => model.choices[kind].includes(chosen))) {
    return chosen;
  }
  const free = (ref: FieldRef) => !but.includes(ref);
  const all = kinds.flatMap(kind => model.choices[kind]).filter(free);
  return varying(model, kinds, 100).find(free) ?? all.find(isMetric) ?? all[0] ?? null;
}
