import type { JSONObject } from '@lumino/coreutils';
import type { ComparisonState } from './comparison-model.ts';
import { readSource } from './run-source.ts';
import { changedSettings, readSettings } from './settings.ts';

/** A comparison as JSON: for cells and the browser’s memory. */
export const writeState = ({ source, settings }: ComparisonState): JSONObject => ({
  source: source as unknown as JSONObject,
  settings: changedSettings(settings)
});

/** What `writeState` wrote, perhaps by another version; null if it names no runs. */
export function readState(saved: unknown): ComparisonState | null {
  const { source, settings } = (saved ?? {}) as JSONObject;
  const runs = readSource(source);
  return runs && { source: runs, settings: readSettings(settings) };
}
