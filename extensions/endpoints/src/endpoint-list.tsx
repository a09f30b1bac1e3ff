import type { Endpoint } from '@atelier-ml/api';
import { AssetListView, ListModel } from '@atelier-ml/shell';
import { AssetRow, icons, reactWidget, RelativeTime } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from './commands.ts';
import { DeploymentBadge } from './deployment-badge.tsx';
import type { EndpointServices } from './services.ts';

/** The cell that a dragged endpoint becomes. */
export function endpointCode({ name, example }: Endpoint): string {
  return [
    "import { endpoint } from '@atelier-ml/sdk';",
    '',
    `const service = await endpoint(${JSON.stringify(name)});`,
    `await service.score(${JSON.stringify(example ?? {})});`
  ].join('\n');
}

/** The endpoints of the active workspace, in the side panel. */
export function createEndpointList(services: EndpointServices): Widget {
  const { client, scope, events, preferences, pages, commands, trans } = services;
  const list = new ListModel<Endpoint>({
    fetchPage: (query, signal) =>
      client.api.endpoints.list({ params: { workspace: scope.reference }, query, signal }),
    kinds: ['endpoint'],
    events,
    scope,
    pageSize: preferences.pageSize
  });
  const args = ({ id, name }: Endpoint) => ({ id, name });
  const active = ({ state }: Endpoint) => state === 'running' || state === 'starting';
  return reactWidget(
    () => (
      <AssetListView
        model={list}
        commands={commands}
        label={trans.__('Endpoints')}
        searchLabel={trans.__('Search endpoints')}
        getKey={endpoint => endpoint.id}
        getText={endpoint => endpoint.name}
        renderItem={endpoint => (
          <AssetRow
            icon={icons.endpoints}
            title={endpoint.name}
            subtitle={`${endpoint.deployment.modelName}:${endpoint.deployment.modelVersion}`}
            badge={<DeploymentBadge state={endpoint.state} />}
            meta={<RelativeTime time={endpoint.updatedAt} />}
          />
        )}
        onOpen={endpoint => pages.open('endpoint', args(endpoint))}
        onDelete={endpoint => void commands.execute(CommandIDs.delete, args(endpoint))}
        drag={endpointCode}
        menu={endpoint => [
          { command: CommandIDs.open, args: args(endpoint) },
          {
            command: active(endpoint) ? CommandIDs.stop : CommandIDs.start,
            args: args(endpoint)
          },
          { command: CommandIDs.update, args: args(endpoint) },
          { command: CommandIDs.rotateKey, args: args(endpoint) },
          'separator',
          { command: CommandIDs.delete, args: args(endpoint) }
        ]}
        empty={{
          icon: icons.endpoints,
          text: trans.__(
            'No endpoint yet. Deploy a registered model, and it answers within seconds.'
          ),
          action: {
            label: trans.__('New endpoint'),
            onClick: () => void commands.execute(CommandIDs.create)
          }
        }}
      />
    ),
    { trans, dispose: () => list.dispose() }
  );
}
