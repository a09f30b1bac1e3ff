import type { Endpoint } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { Button, CodeBlock, EmptyState, icons, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { EndpointArgs, EndpointServices } from '../services.ts';

interface LogTabProps {
  endpoint: Endpoint;
  host: IPageHost<EndpointArgs>;
  services: EndpointServices;
}

/** The last lines that the deployment wrote. */
export function LogTab({ endpoint, host, services }: LogTabProps) {
  const trans = useTrans();
  const { client, notifier } = services;
  const [lines, setLines] = React.useState<string[] | null>(null);
  const load = React.useCallback(
    () =>
      notifier.attempt(async () => {
        const log = await client.api.endpoints.logs({
          params: { workspace: host.workspace, endpoint: endpoint.id },
          query: { lines: 1000 }
        });
        setLines(log.lines);
      }),
    [client, notifier, host.workspace, endpoint.id]
  );
  React.useEffect(() => void load(), [load, endpoint.state]);
  return (
    <div className="atl-Endpoints-log">
      <Button icon={icons.refresh} onClick={() => void load()}>
        {trans.__('Refresh')}
      </Button>
      {lines?.length ? (
        <CodeBlock label={trans.__('Log of %1', endpoint.name)} code={lines.join('\n')} />
      ) : (
        <EmptyState
          icon={icons.terminal}
          text={trans.__('The deployment has not written anything yet.')}
        />
      )}
    </div>
  );
}
