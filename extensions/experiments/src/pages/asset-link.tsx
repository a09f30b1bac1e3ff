import { icons } from '@atelier-ml/ui';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';
import { openCommandOf, parseAssetUri } from '../runs/index.ts';

const ICONS = { datasets: icons.datasets, models: icons.models, runs: icons.run };

/** A link to what an address names, where somebody can open it; else the address as it is. */
export function AssetLink({ uri, commands }: { uri: string; commands: CommandRegistry }) {
  const asset = parseAssetUri(uri);
  const link = asset && openCommandOf(asset);
  if (!asset || !link || !commands.hasCommand(link.command)) {
    return <code>{uri}</code>;
  }
  const Icon = ICONS[asset.kind];
  return (
    <button
      type="button"
      className="atl-Experiments-link"
      title={uri}
      onClick={() => void commands.execute(link.command, link.args)}
    >
      <Icon.react tag="span" />
      {asset.name}
      {asset.version && <small>{asset.version}</small>}
    </button>
  );
}
