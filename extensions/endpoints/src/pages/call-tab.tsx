import type { Endpoint } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { Button, Card, CodeBlock, icons, KeyValueTable, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { codeSamples } from '../code-samples.ts';
import { CommandIDs } from '../commands.ts';
import type { EndpointArgs, EndpointServices } from '../services.ts';

interface CallTabProps {
  endpoint: Endpoint;
  host: IPageHost<EndpointArgs>;
  services: EndpointServices;
}

/** Address, key and code samples for callers. */
export function CallTab({ endpoint, host, services }: CallTabProps) {
  const trans = useTrans();
  const { client, commands, notifier } = services;
  const [key, setKey] = React.useState<string | null>(null);
  const params = { workspace: host.workspace, endpoint: endpoint.id };
  const address = (path: string) => new URL(client.url(path), window.location.href).href;
  const show = () =>
    notifier.attempt(async () => setKey((await client.api.endpoints.key({ params })).key));
  const rotate = async () => {
    await commands.execute(CommandIDs.rotateKey, {
      id: endpoint.id,
      name: endpoint.name,
      workspace: host.workspace
    });
    if (key !== null) {
      await show();
    }
  };
  return (
    <div className="atl-Endpoints-call">
      <Card title={trans.__('Address')}>
        <KeyValueTable
          label={trans.__('Addresses of %1', endpoint.name)}
          entries={[
            [trans.__('Rows'), <code key="score">{address(endpoint.scoringPath)}</code>],
            [
              trans.__('Open Inference Protocol v2'),
              <code key="v2">{address(endpoint.inferencePath)}</code>
            ]
          ]}
        />
      </Card>
      <Card
        title={trans.__('Key')}
        actions={
          <>
            <Button
              variant="quiet"
              icon={icons.eye}
              onClick={() => (key === null ? void show() : setKey(null))}
            >
              {key === null ? trans.__('Show') : trans.__('Hide')}
            </Button>
            <Button variant="quiet" icon={icons.refresh} onClick={() => void rotate()}>
              {trans.__('New key')}
            </Button>
          </>
        }
      >
        {key === null ? (
          <p>{trans.__('Callers send it as “Authorization: Bearer …”. Keep it secret.')}</p>
        ) : (
          <CodeBlock label={trans.__('Key')} code={key} />
        )}
      </Card>
      {codeSamples(endpoint, address).map(({ language, code }) => (
        <Card key={language} title={language}>
          <CodeBlock label={trans.__('Code in %1', language)} code={code} />
        </Card>
      ))}
    </div>
  );
}
