import type { Model, ModelVersion } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { ResourceModel, ResourceView } from '@atelier-ml/shell';
import {
  Button,
  Chip,
  formatBytes,
  icons,
  LoadingState,
  Page,
  reactWidget,
  RelativeTime,
  Tabs,
  useModel
} from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { CommandIDs } from '../commands.ts';
import type { ModelArgs, ModelServices } from '../services.ts';
import { OverviewTab } from './overview-tab.tsx';
import { UseTab } from './use-tab.tsx';
import { VersionsModel } from './versions-model.ts';
import { VersionsTab } from './versions-tab.tsx';

/** The page of one registered model: the shown version, all versions, and how to use it. */
export const createModelPage =
  (services: ModelServices) =>
  (host: IPageHost<ModelArgs>): Widget => {
    const { client, events, trans } = services;
    const params = { workspace: host.workspace, model: host.args.id };
    const model = new ResourceModel<Model>({
      fetch: signal => client.api.models.get({ params, signal }),
      kinds: ['model'],
      subjectId: host.args.id,
      events
    });
    const versions = new VersionsModel(model, () => client.api.models.versions.list({ params }));
    return reactWidget(
      () => <ModelPage model={model} versions={versions} host={host} services={services} />,
      {
        trans,
        dispose: () => {
          versions.dispose();
          model.dispose();
        }
      }
    );
  };

interface ModelPageProps {
  model: ResourceModel<Model>;
  versions: VersionsModel;
  host: IPageHost<ModelArgs>;
  services: ModelServices;
}

function ModelPage({ model, versions, host, services }: ModelPageProps) {
  useModel(model);
  useModel(versions);
  return (
    <ResourceView model={model}>
      {value =>
        versions.shown ? (
          <ModelContent
            model={value}
            version={versions.shown}
            versions={versions}
            host={host}
            services={services}
          />
        ) : (
          <LoadingState rows={8} />
        )
      }
    </ResourceView>
  );
}

interface ModelContentProps {
  model: Model;
  version: ModelVersion;
  versions: VersionsModel;
  host: IPageHost<ModelArgs>;
  services: ModelServices;
}

function ModelContent({ model, version, versions, host, services }: ModelContentProps) {
  const { commands, trans } = services;
  React.useEffect(() => host.setTitle(model.name), [host, model.name]);
  const args = {
    id: model.id,
    name: model.name,
    workspace: host.workspace,
    version: String(version.version)
  };
  const run = (command: string) => () => void commands.execute(command, args);
  return (
    <Page
      icon={icons.models}
      title={model.name}
      description={model.description}
      badges={
        <>
          <Chip tone={version.version === model.latest.version ? 'success' : 'warning'}>
            {trans.__('version %1', version.version)}
          </Chip>
          {version.aliases.map(alias => (
            <Chip key={alias} tone="info">{`@${alias}`}</Chip>
          ))}
        </>
      }
      facts={[
        version.format.toUpperCase(),
        formatBytes(version.size),
        <RelativeTime key="time" time={version.createdAt} />
      ]}
      actions={
        <>
          {version.format === 'onnx' && (
            <Button icon={icons.endpoints} variant="primary" onClick={run(CommandIDs.deploy)}>
              {trans.__('Deploy')}
            </Button>
          )}
          <Button icon={icons.tag} onClick={run(CommandIDs.setAlias)}>
            {trans.__('Set alias')}
          </Button>
          <Button icon={icons.upload} onClick={run(CommandIDs.registerVersion)}>
            {trans.__('Add version')}
          </Button>
          <Button icon={icons.download} onClick={run(CommandIDs.download)}>
            {trans.__('Download')}
          </Button>
          <Button icon={icons.edit} onClick={run(CommandIDs.edit)}>
            {trans.__('Edit')}
          </Button>
          <Button icon={icons.delete} variant="danger" onClick={run(CommandIDs.delete)}>
            {trans.__('Delete')}
          </Button>
        </>
      }
    >
      <Tabs
        label={trans.__('Views of the model')}
        tabs={[
          {
            id: 'overview',
            label: trans.__('Overview'),
            render: () => <OverviewTab version={version} services={services} host={host} />
          },
          {
            id: 'versions',
            label: trans.__('Versions'),
            count: model.versionCount,
            render: () => (
              <VersionsTab versions={versions} model={model} services={services} host={host} />
            )
          },
          {
            id: 'use',
            label: trans.__('Use in code'),
            render: () => <UseTab version={version} />
          }
        ]}
      />
    </Page>
  );
}
