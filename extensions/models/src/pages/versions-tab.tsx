import type { Model } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import {
  Button,
  Chip,
  ErrorState,
  formatBytes,
  IconButton,
  icons,
  RelativeTime,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import { CommandIDs } from '../commands.ts';
import type { ModelArgs, ModelServices } from '../services.ts';
import type { VersionsModel } from './versions-model.ts';

interface VersionsTabProps {
  model: Model;
  versions: VersionsModel;
  host: IPageHost<ModelArgs>;
  services: ModelServices;
}

/** All versions, the newest first, with their aliases. */
export function VersionsTab({ model, versions, host, services }: VersionsTabProps) {
  const trans = useTrans();
  const { client, commands, notifier } = services;
  if (versions.error) {
    return <ErrorState error={versions.error} onRetry={() => void versions.reload()} />;
  }
  const removeAlias = (alias: string) =>
    notifier.attempt(() =>
      client.api.models.aliases.delete({
        params: { workspace: host.workspace, model: model.id, alias }
      })
    );
  return (
    <table className="atl-Table">
      <thead>
        <tr>
          <th scope="col">{trans.__('Version')}</th>
          <th scope="col">{trans.__('Aliases')}</th>
          <th scope="col">{trans.__('Format')}</th>
          <th scope="col">{trans.__('Size')}</th>
          <th scope="col">{trans.__('Created')}</th>
          <th scope="col">{trans.__('Description')}</th>
          <th scope="col">
            <span className="atl-visuallyHidden">{trans.__('Actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {versions.items.map(item => {
          const shown = item.version === versions.shown?.version;
          const args = {
            id: model.id,
            name: model.name,
            workspace: host.workspace,
            version: String(item.version)
          };
          return (
            <tr key={item.version} aria-current={shown || undefined}>
              <th scope="row">
                <Chip tone={shown ? 'success' : undefined}>{item.version}</Chip>
              </th>
              <td>
                {item.aliases.map(alias => (
                  <Chip
                    key={alias}
                    tone="info"
                    onRemove={() => void removeAlias(alias)}
                    removeLabel={trans.__('Remove the alias %1', alias)}
                  >{`@${alias}`}</Chip>
                ))}
              </td>
              <td>{item.format.toUpperCase()}</td>
              <td>{formatBytes(item.size)}</td>
              <td>
                <RelativeTime time={item.createdAt} />
              </td>
              <td>{item.description}</td>
              <td className="atl-Table-actions">
                <Button
                  variant="quiet"
                  disabled={shown}
                  onClick={() => versions.choose(item.version)}
                >
                  {shown ? trans.__('Shown') : trans.__('Show')}
                </Button>
                <IconButton
                  icon={icons.tag}
                  label={trans.__('Set an alias of version %1', item.version)}
                  onClick={() => void commands.execute(CommandIDs.setAlias, args)}
                />
                <IconButton
                  icon={icons.delete}
                  label={trans.__('Delete version %1', item.version)}
                  onClick={() => void commands.execute(CommandIDs.deleteVersion, args)}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
