import type { Environment, EnvironmentVersion } from '@atelier-ml/api';
import { AssetListView, CountModel, ListModel } from '@atelier-ml/shell';
import { AssetRow, formatBytes, icons, reactWidget, StatusBadge } from '@atelier-ml/ui';
import type { Tone } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from './commands.tsx';
import type { EnvironmentServices } from './services.ts';

type State = EnvironmentVersion['state'];

const TONES: Record<State, Tone> = {
  draft: 'neutral',
  queued: 'info',
  building: 'info',
  ready: 'success',
  failed: 'error',
  cancelled: 'warning'
};

function stateLabel(state: State, trans: TranslationBundle): string {
  return {
    draft: trans.__('Draft'),
    queued: trans.__('Queued'),
    building: trans.__('Building'),
    ready: trans.__('Ready'),
    failed: trans.__('Failed'),
    cancelled: trans.__('Cancelled')
  }[state];
}

export function BuildBadge({ state, trans }: { state: State; trans: TranslationBundle }) {
  return (
    <StatusBadge tone={TONES[state]} busy={state === 'building'}>
      {stateLabel(state, trans)}
    </StatusBadge>
  );
}

/** How many environments the active workspace has. */
export const createEnvironmentCount = ({ client, events, scope }: EnvironmentServices) =>
  new CountModel({
    ...{ events, scope, kinds: ['environment'] },
    fetchPage: () =>
      client.api.environments.list({
        params: { workspace: scope.reference },
        query: { limit: 1 }
      })
  });

/** The environments of the active workspace, in the side panel. */
export function createEnvironmentList(services: EnvironmentServices): Widget {
  const { client, commands, events, pages, preferences, scope, trans } = services;
  const model = new ListModel<Environment>({
    fetchPage: (query, signal) =>
      client.api.environments.list({ params: { workspace: scope.reference }, query, signal }),
    kinds: ['environment'],
    events,
    scope,
    pageSize: preferences.pageSize
  });
  const args = ({ id, name }: Environment) => ({ id, name });
  return reactWidget(
    () => (
      <AssetListView
        model={model}
        commands={commands}
        label={trans.__('Environments')}
        searchLabel={trans.__('Search environments')}
        getKey={environment => environment.id}
        getText={environment => environment.name}
        renderItem={({ latest, name }) => (
          <AssetRow
            icon={icons.artifact}
            title={name}
            subtitle={trans.__('version %1', latest.version)}
            badge={<BuildBadge state={latest.state} trans={trans} />}
            meta={latest.size === null ? undefined : formatBytes(latest.size)}
          />
        )}
        onOpen={environment => pages.open('environment', args(environment))}
        onDelete={environment => void commands.execute(CommandIDs.delete, args(environment))}
        menu={environment => [
          { command: CommandIDs.open, args: args(environment) },
          { command: CommandIDs.addVersion, args: args(environment) },
          'separator',
          { command: CommandIDs.delete, args: args(environment) }
        ]}
        empty={{
          icon: icons.artifact,
          text: trans.__('An environment is an image with packages that programs run in.'),
          action: {
            label: trans.__('New environment'),
            onClick: () => void commands.execute(CommandIDs.create)
          }
        }}
      />
    ),
    { trans, dispose: () => model.dispose() }
  );
}
