import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

/** What an `atelier://` address names. */
export interface AssetUri {
  readonly workspace: string;
  readonly kind: 'datasets' | 'models' | 'runs';
  /** A name, or a run's id. */
  readonly name: string;
  /** A number or an alias; null if none is named. */
  readonly version: string | null;
}

const PATTERN = /^atelier:\/\/([^/]+)\/(datasets|models|runs)\/([^/:@]+)(?:[:@](.+))?$/;

/** Reads `atelier://default/datasets/diabetes:3` or `…/models/diabetes@production`; null for any other address. */
export function parseAssetUri(uri: string): AssetUri | null {
  const match = PATTERN.exec(uri);
  if (!match) {
    return null;
  }
  try {
    const [workspace, kind, name, version] = match
      .slice(1)
      .map(part => part && decodeURIComponent(part));
    return { workspace, kind: kind as AssetUri['kind'], name, version: version ?? null };
  } catch {
    return null; // a percent sign that encodes nothing
  }
}

const COMMANDS = {
  datasets: 'datasets:open-dataset',
  models: 'models:open-model',
  runs: 'experiments:open-run'
} as const;

/** The command that opens what an address names. */
export function openCommandOf(asset: AssetUri): {
  command: string;
  args: ReadonlyPartialJSONObject;
} {
  const { kind, name, version, workspace } = asset;
  return {
    command: COMMANDS[kind],
    args: { id: name, name, workspace, ...(version && { version }) }
  };
}
