import type { Model } from '@atelier-ml/api';
import { AssetListView, ListModel } from '@atelier-ml/shell';
import { AssetRow, Chip, formatBytes, icons, reactWidget, RelativeTime } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from './commands.ts';
import type { ModelServices } from './services.ts';

/** The cell that a dragged model becomes: its version is pinned. */
export function modelCode({ name, latest }: Model): string {
  return [
    "import { deploy } from '@atelier-ml/sdk';",
    '',
    `const endpoint = await deploy(${JSON.stringify(name)}, ${JSON.stringify(`${name}:${latest.version}`)});`
  ].join('\n');
}

/** The registered models of the active workspace, in the side panel. */
export function createModelList(services: ModelServices): Widget {
  const { client, scope, events, preferences, pages, commands, trans } = services;
  const list = new ListModel<Model>({
    fetchPage: (query, signal) =>
      client.api.models.list({ params: { workspace: scope.reference }, query, signal }),
    kinds: ['model'],
    events,
    scope,
    pageSize: preferences.pageSize
  });
  const args = ({ id, name }: Model) => ({ id, name });
  return reactWidget(
    () => (
      <AssetListView
        model={list}
        commands={commands}
        label={trans.__('Registered models')}
        searchLabel={trans.__('Search models')}
        getKey={model => model.id}
        getText={model => model.name}
        renderItem={model => (
          <AssetRow
            icon={icons.models}
            title={model.name}
            subtitle={[
              model.latest.format.toUpperCase(),
              formatBytes(model.latest.size),
              ...Object.keys(model.aliases).map(alias => `@${alias}`)
            ].join(' · ')}
            badge={<Chip>{trans.__('v%1', model.latest.version)}</Chip>}
            meta={<RelativeTime time={model.updatedAt} />}
          />
        )}
        onOpen={model => pages.open('model', args(model))}
        onDelete={model => void commands.execute(CommandIDs.delete, args(model))}
        drag={modelCode}
        menu={model => [
          { command: CommandIDs.open, args: args(model) },
          { command: CommandIDs.deploy, args: args(model) },
          { command: CommandIDs.registerVersion, args: args(model) },
          { command: CommandIDs.setAlias, args: args(model) },
          { command: CommandIDs.edit, args: args(model) },
          { command: CommandIDs.download, args: args(model) },
          'separator',
          { command: CommandIDs.delete, args: args(model) }
        ]}
        empty={{
          icon: icons.models,
          text: trans.__(
            'No model yet. Register a file here, an artifact on the page of its run, or from a notebook with the SDK.'
          ),
          action: {
            label: trans.__('Register a model'),
            onClick: () => void commands.execute(CommandIDs.register)
          }
        }}
      />
    ),
    { trans, dispose: () => list.dispose() }
  );
}
