import type { JSONObject, JSONValue } from '@lumino/coreutils';
import type { MetricDirection } from '../metrics/index.ts';
import type { FieldRef, Statistic } from './fields.ts';
import type { Band } from './grouping.ts';

export const TABS = [
  'curves',
  'table',
  'code',
  'parallel',
  'scatter',
  'contour',
  'bars',
  'importance',
  'evaluation',
  'media'
] as const;
export type ComparisonTab = (typeof TABS)[number];

/** How a comparison is set up: what a saved view keeps, and what outlives a reload. All of it is JSON. */
export interface ComparisonSettings {
  readonly tab: ComparisonTab;
  /** Whether the list of runs stands beside the views. */
  readonly list: boolean;
  /** Ids of runs that are switched off. */
  readonly hidden: readonly string[];
  /** The run that the others are compared with; null: the first one. */
  readonly baseline: string | null;
  readonly statistic: Statistic;
  /** What the user has said of a metric; for others its definition or its name decides. */
  readonly directions: Readonly<Record<string, MetricDirection>>;
  /** Fields that runs must agree in to be one group; none: every run stands for itself. */
  readonly groupBy: readonly FieldRef[];
  readonly band: Band;
  /** Whether the curves of a group's runs are drawn behind its mean. */
  readonly members: boolean;
  /** A chart for each value of this field. */
  readonly facet: FieldRef | null;
  /** Text that the keys of drawn metrics contain. */
  readonly metricSearch: string;
  readonly charts: JSONObject;
  readonly parallel: {
    /** Empty: those that vary. */
    readonly axes: readonly FieldRef[];
    readonly log: readonly FieldRef[];
    readonly colour: FieldRef | null;
    readonly ranges: Readonly<Record<FieldRef, readonly [number, number]>>;
  };
  readonly scatter: {
    readonly kind: 'one' | 'matrix';
    readonly x: FieldRef | null;
    readonly y: FieldRef | null;
    readonly colour: FieldRef | null;
    readonly size: FieldRef | null;
    readonly logX: boolean;
    readonly logY: boolean;
    /** Fields of the matrix; empty: those that vary. */
    readonly fields: readonly FieldRef[];
  };
  readonly contour: {
    readonly x: FieldRef | null;
    readonly y: FieldRef | null;
    readonly z: FieldRef | null;
    readonly logX: boolean;
    readonly logY: boolean;
  };
  readonly bars: { readonly metric: FieldRef | null; readonly sorted: boolean };
  readonly importance: { readonly metric: FieldRef | null };
  readonly table: {
    readonly onlyDifferences: boolean;
    readonly search: string;
    /** Sections that are folded. */
    readonly folded: readonly string[];
  };
  readonly code: { readonly other: string | null; readonly onlyChanges: boolean };
  readonly evaluation: { readonly artifact: string | null };
  readonly media: {
    /** Text that the names of what is shown contain. */
    readonly search: string;
    /** Pixels across one picture. */
    readonly size: number;
    /** The newest of each is shown, whatever its step. */
    readonly latest: boolean;
    readonly step: number;
  };
}

export const DEFAULT_SETTINGS: ComparisonSettings = {
  tab: 'curves',
  list: true,
  hidden: [],
  baseline: null,
  statistic: 'last',
  directions: {},
  groupBy: [],
  band: 'deviation',
  members: true,
  facet: null,
  metricSearch: '',
  charts: {},
  parallel: { axes: [], log: [], colour: null, ranges: {} },
  scatter: {
    kind: 'one',
    x: null,
    y: null,
    colour: null,
    size: null,
    logX: false,
    logY: false,
    fields: []
  },
  contour: { x: null, y: null, z: null, logX: false, logY: false },
  bars: { metric: null, sorted: true },
  importance: { metric: null },
  table: { onlyDifferences: true, search: '', folded: ['environment', 'tags'] },
  code: { other: null, onlyChanges: true },
  evaluation: { artifact: null },
  media: { search: '', size: 180, latest: true, step: 0 }
};

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  tab: TABS,
  statistic: ['last', 'minimum', 'maximum'],
  band: ['none', 'deviation', 'interval', 'range'],
  kind: ['one', 'matrix']
};

/** Settings from what was saved, perhaps by another version: what does not fit is left at its default. */
export function readSettings(saved: unknown): ComparisonSettings {
  return fitting(
    saved,
    DEFAULT_SETTINGS as unknown as JSONObject,
    ''
  ) as unknown as ComparisonSettings;
}

function fitting(saved: unknown, model: JSONValue, name: string): JSONValue {
  if (model === null) {
    return typeof saved === 'string' ? saved : null;
  }
  if (Array.isArray(model)) {
    return Array.isArray(saved) && saved.every(one => typeof one === 'string') ? saved : model;
  }
  if (typeof model === 'object') {
    if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) {
      return model;
    }
    const given = saved as JSONObject;
    if (Object.keys(model).length === 0) {
      return given;
    }
    return Object.fromEntries(
      Object.entries(model).map(([key, value]) => [
        key,
        fitting(given[key], value as JSONValue, key)
      ])
    );
  }
  const allowed = CHOICES[name];
  const fits = typeof saved === typeof model && (!allowed || allowed.includes(String(saved)));
  return fits ? (saved as JSONValue) : model;
}

/** Only what differs from the defaults: short in links and cells. */
export function changedSettings(settings: ComparisonSettings): JSONObject {
  const changes = (value: JSONObject, usual: JSONObject): JSONObject =>
    Object.fromEntries(
      Object.entries(value).flatMap(([key, one]): [string, JSONValue][] => {
        const before = usual[key] as JSONValue;
        if (JSON.stringify(one) === JSON.stringify(before)) {
          return [];
        }
        const nested = isObject(one) && isObject(before) && Object.keys(before).length > 0;
        return [[key, nested ? changes(one, before) : (one as JSONValue)]];
      })
    );
  return changes(settings as unknown as JSONObject, DEFAULT_SETTINGS as unknown as JSONObject);
}

const isObject = (value: unknown): value is JSONObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
