import type { BuildEngine, EnvironmentImage } from '@atelier-ml/api';
import { PolledModel } from '@atelier-ml/shell';
import {
  Button,
  Card,
  CodeBlock,
  confirm,
  EmptyState,
  ErrorState,
  formatBytes,
  IconButton,
  icons,
  LoadingState,
  Page,
  reactWidget,
  RelativeTime,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import type { EnvironmentServices } from '../services.ts';

interface Value {
  engine: BuildEngine;
  images: EnvironmentImage[];
}

const INTERVAL = 2_000;
const NAMED = 19;

/** The engine that builds, the image that environments start from, and all images with their users. */
export const createImagesPage = (services: EnvironmentServices) => (): Widget => {
  const { environments: api } = services.client.api;
  const model = new PolledModel<Value>({
    name: '@atelier-ml/environments:images',
    fetch: async () => {
      const engine = await api.engine();
      return { engine, images: engine.reachable ? (await api.images()).items : [] };
    },
    interval: INTERVAL,
    longestInterval: 30_000
  });
  return reactWidget(() => <ImagesPage model={model} services={services} />, {
    trans: services.trans,
    dispose: () => model.dispose()
  });
};

function ImagesPage({
  model,
  services
}: {
  model: PolledModel<Value>;
  services: EnvironmentServices;
}) {
  useModel(model);
  const { notifier, trans } = services;
  const { environments: api } = services.client.api;
  const { error, value } = model;
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    await notifier.attempt(work);
    await model.refresh();
  };
  const remove = async (image: string, isUsed: boolean): Promise<void> => {
    const agreed = await confirm({
      trans,
      title: trans.__('Delete the image %1?', image),
      body: isUsed
        ? trans.__('It is fetched from its registry or built again when somebody needs it.')
        : trans.__(
            'No environment of this studio has it: it is left over, or of another studio on this container engine.'
          ),
      accept: trans.__('Delete'),
      danger: true
    });
    if (agreed) {
      await attempt(() => api.deleteImage({ query: { image } }));
    }
  };
  return (
    <Page icon={icons.artifact} title={trans.__('Images of environments')}>
      {value ? (
        <>
          <EngineCard
            engine={value.engine}
            make={() => void attempt(() => api.bootstrap({ body: {} }))}
          />
          <Card title={trans.__('Images')}>
            <ImageTable
              images={value.images}
              remove={(image, isUsed) => void remove(image, isUsed)}
            />
          </Card>
        </>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void model.refresh()} />
      ) : (
        <LoadingState rows={3} />
      )}
    </Page>
  );
}

function EngineCard({ engine, make }: { engine: BuildEngine; make(): void }) {
  const trans = useTrans();
  const { base, bootstrap, problem, reachable, version } = engine;
  return (
    <Card
      title={trans.__('Base image')}
      actions={
        reachable && (
          <Button
            icon={icons.play}
            variant={base ? 'default' : 'primary'}
            disabled={bootstrap.state === 'running'}
            onClick={make}
          >
            {bootstrap.state === 'running'
              ? trans.__('Being made…')
              : base
                ? trans.__('Make it anew')
                : trans.__('Make it of this machine')}
          </Button>
        )
      }
    >
      <p className="atl-Environments-notice">
        {!reachable
          ? problem
          : base
            ? trans.__(
                '%1, %2, on Docker %3',
                base.reference,
                formatBytes(base.size),
                version ?? ''
              )
            : bootstrap.state === 'running'
              ? trans.__('It is being made of this machine, which takes about a minute.')
              : trans.__(
                  'There is no image to start from yet. It can be made of this machine, without a registry.'
                )}
      </p>
      {bootstrap.error && <p className="atl-Environments-error">{bootstrap.error}</p>}
      {bootstrap.log && (
        <CodeBlock
          label={trans.__('How the base image was made')}
          code={bootstrap.log}
          wrap
          follow
          maximumHeight={240}
        />
      )}
    </Card>
  );
}

function ImageTable({
  images,
  remove
}: {
  images: EnvironmentImage[];
  remove(image: string, isUsed: boolean): void;
}) {
  const trans = useTrans();
  if (!images.length) {
    return <EmptyState icon={icons.artifact} text={trans.__('No environment has been built.')} />;
  }
  return (
    <table className="atl-Table">
      <thead>
        <tr>
          <th scope="col">{trans.__('Image')}</th>
          <th scope="col">{trans.__('Size')}</th>
          <th scope="col">{trans.__('Created')}</th>
          <th scope="col">{trans.__('Used by')}</th>
          <th scope="col">{trans.__('Delete')}</th>
        </tr>
      </thead>
      <tbody>
        {images.map(({ createdAt, id, instances, size, tags, users }) => {
          const name = tags[0] ?? id.slice(0, NAMED);
          return (
            <tr key={id}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>{formatBytes(size)}</td>
              <td>
                <RelativeTime time={createdAt} />
              </td>
              <td>
                {[
                  ...users.map(({ environment, hasCopy, version }) =>
                    hasCopy
                      ? trans.__('%1 %2, also in a registry', environment, version)
                      : `${environment} ${version}`
                  ),
                  ...instances.map(each => each.name)
                ].join(', ') || trans.__('nothing')}
              </td>
              <td>
                <IconButton
                  icon={icons.delete}
                  label={trans.__('Delete the image %1', name)}
                  disabled={users.some(({ hasCopy }) => !hasCopy)}
                  onClick={() => remove(tags[0] ?? id, users.length > 0)}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
