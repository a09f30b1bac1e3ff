import type { TranslationBundle } from '@jupyterlab/translation';
import type { ColumnRef } from './column-ref.ts';
import { fieldOf } from './column-ref.ts';
import type { TableSettings } from './table-settings.ts';

/** The name is always there and leads. */
export const NAME = 'name';
/** Pixels of the boxes to tick. */
export const TICK_WIDTH = 34;
export const NARROWEST = 56;
export const WIDEST = 900;

export interface PlacedColumn {
  readonly ref: ColumnRef;
  readonly title: string;
  /** Pixels. */
  readonly width: number;
  /** From the left edge; for pinned columns also where they stick. */
  readonly left: number;
  readonly pinned: boolean;
  readonly end: boolean;
}

const WIDTHS: Readonly<Record<string, number>> = {
  name: 220,
  status: 108,
  started: 116,
  ended: 116,
  duration: 96,
  notebook: 160,
  id: 260
};

export function titleOf(ref: ColumnRef, trans: TranslationBundle): string {
  const titles: Readonly<Record<string, string>> = {
    name: trans.__('Name'),
    status: trans.__('Status'),
    started: trans.__('Started'),
    ended: trans.__('Ended'),
    duration: trans.__('Duration'),
    user: trans.__('User'),
    notebook: trans.__('Notebook'),
    experiment: trans.__('Experiment'),
    id: trans.__('Id')
  };
  const { kind, key } = fieldOf(ref);
  return kind === 'attribute' ? (titles[key] ?? key) : key;
}

/** As wide as its title, within reason. */
const widthOf = (title: string): number => Math.min(200, Math.max(96, 40 + title.length * 7));

/** The name and the columns beside it, each with its place. */
export function placeColumns(
  columns: readonly ColumnRef[],
  settings: TableSettings,
  trans: TranslationBundle
): PlacedColumn[] {
  let left = TICK_WIDTH;
  return [NAME, ...columns].map(ref => {
    const { kind } = fieldOf(ref);
    const title = titleOf(ref, trans);
    const width = settings.widths[ref] ?? WIDTHS[ref] ?? widthOf(title);
    const placed = {
      ref,
      title,
      width,
      left,
      pinned: ref === NAME || settings.pinned.includes(ref),
      end: kind === 'metric' || ref === 'duration'
    };
    left += width;
    return placed;
  });
}

/** A column moved to the place of another one. */
export function moved(
  columns: readonly ColumnRef[],
  column: ColumnRef,
  target: ColumnRef
): ColumnRef[] {
  const to = columns.indexOf(target);
  const from = columns.indexOf(column);
  if (from < 0 || to < 0) {
    return [...columns];
  }
  const rest = columns.filter(one => one !== column);
  rest.splice(to, 0, column);
  return rest;
}
