import type { Registry, Transfer } from '@atelier-ml/api';
import { ResourceModel, ResourceView } from '@atelier-ml/shell';
import {
  Button,
  Card,
  EmptyState,
  IconButton,
  icons,
  Page,
  reactWidget,
  RelativeTime,
  StatusBadge,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import type { Tone } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { editRegistry, pullImage, removeRegistry } from '../registry-form.ts';
import type { EnvironmentServices } from '../services.ts';
import { TransferTable } from './transfer-table.tsx';

interface Value {
  registries: Registry[];
  transfers: Transfer[];
}

/** Registries with their logins, and images on their way to and fro. */
export const createRegistriesPage = (services: EnvironmentServices) => (): Widget => {
  const { client, events, scope, trans } = services;
  const { registries, transfers } = client.api.environments;
  const model = new ResourceModel<Value>({
    fetch: async signal => {
      const params = { workspace: scope.reference };
      const [known, moved] = await Promise.all([
        registries.list({ params, signal }),
        transfers.list({ params, signal })
      ]);
      return { registries: known.items, transfers: moved.items };
    },
    kinds: ['registry', 'environment'],
    actions: ['created', 'updated', 'deleted', 'progressed'],
    events
  });
  return reactWidget(() => <RegistriesPage model={model} services={services} />, {
    trans,
    dispose: () => model.dispose()
  });
};

function RegistriesPage({
  model,
  services
}: {
  model: ResourceModel<Value>;
  services: EnvironmentServices;
}) {
  useModel(model);
  const { client, notifier, scope, trans } = services;
  const cancel = (transfer: string): void => {
    const params = { workspace: scope.reference, transfer };
    void notifier.attempt(() => client.api.environments.transfers.cancel({ params }));
  };
  return (
    <Page
      icon={icons.artifact}
      title={trans.__('Registries')}
      description={trans.__('Where images are kept beside this machine.')}
      actions={
        <>
          <Button icon={icons.add} variant="primary" onClick={() => void editRegistry(services)}>
            {trans.__('New registry')}
          </Button>
          <Button icon={icons.download} onClick={() => void pullImage(services)}>
            {trans.__('Fetch an image')}
          </Button>
        </>
      }
    >
      <ResourceView model={model}>
        {value => (
          <>
            <Card title={trans.__('Logins')}>
              <RegistryTable registries={value.registries} services={services} />
            </Card>
            <Card title={trans.__('Transfers')}>
              <TransferTable transfers={value.transfers} cancel={cancel} />
            </Card>
          </>
        )}
      </ResourceView>
    </Page>
  );
}

function RegistryTable({
  registries,
  services
}: {
  registries: Registry[];
  services: EnvironmentServices;
}) {
  const trans = useTrans();
  if (!registries.length) {
    return (
      <EmptyState
        icon={icons.artifact}
        text={trans.__('No login is kept. Registries that ask for none need not be named here.')}
      />
    );
  }
  return (
    <div className="atl-Environments-wide">
      <table className="atl-Table">
        <thead>
          <tr>
            <th scope="col">{trans.__('Registry')}</th>
            <th scope="col">{trans.__('User')}</th>
            <th scope="col">{trans.__('Used by')}</th>
            <th scope="col">{trans.__('Changed')}</th>
            <th scope="col">{trans.__('Connection')}</th>
            <th scope="col">{trans.__('Login')}</th>
          </tr>
        </thead>
        <tbody>
          {registries.map(registry => (
            <tr key={registry.host}>
              <th scope="row">
                <code>{registry.host}</code>
              </th>
              <td>{registry.username || trans.__('without a login')}</td>
              <td>
                {registry.users.map(each => `${each.environment} ${each.version}`).join(', ') ||
                  trans.__('nothing')}
              </td>
              <td>
                <RelativeTime time={registry.updatedAt} />
              </td>
              <td>
                <Connection key={registry.updatedAt} registry={registry} services={services} />
              </td>
              <td>
                <IconButton
                  icon={icons.edit}
                  label={trans.__('Change the login of %1', registry.host)}
                  onClick={() => void editRegistry(services, registry)}
                />
                <IconButton
                  icon={icons.delete}
                  label={trans.__('Forget the login of %1', registry.host)}
                  onClick={() => void removeRegistry(services, registry)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Tested = 'unknown' | 'running' | 'accepted' | 'refused';
const TONES: Record<Tested, Tone> = {
  unknown: 'neutral',
  running: 'info',
  accepted: 'success',
  refused: 'error'
};

/** Tests a login, and remembers how it went as long as the login stays as it is. */
function Connection({
  registry: { host },
  services: { client, notifier, scope }
}: {
  registry: Registry;
  services: EnvironmentServices;
}) {
  const trans = useTrans();
  const [tested, setTested] = React.useState<Tested>('unknown');
  const test = async (): Promise<void> => {
    setTested('running');
    const params = { workspace: scope.reference, host };
    const answered = await notifier.attempt(() =>
      client.api.environments.registries.test({ params })
    );
    setTested(answered ? 'accepted' : 'refused');
  };
  const labels = {
    unknown: trans.__('Not tested'),
    running: trans.__('Testing'),
    accepted: trans.__('Accepted'),
    refused: trans.__('Failed')
  };
  return (
    <span className="atl-Environments-connection">
      <StatusBadge tone={TONES[tested]} busy={tested === 'running'}>
        {labels[tested]}
      </StatusBadge>
      <Button
        disabled={tested === 'running'}
        aria-label={trans.__('Test the connection to %1', host)}
        onClick={() => void test()}
      >
        {trans.__('Test')}
      </Button>
    </span>
  );
}
