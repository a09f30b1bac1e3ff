import type { ModelVersion, TensorSpec } from '@atelier-ml/api';
import { toNumber } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import {
  Button,
  Card,
  CodeBlock,
  EmptyState,
  formatNumber,
  formatTime,
  icons,
  KeyValueTable,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import type { ModelArgs, ModelServices } from '../services.ts';

/** Opens the page of a run; the area of experiments has it. */
const OPEN_RUN = 'experiments:open-run';

interface OverviewTabProps {
  version: ModelVersion;
  host: IPageHost<ModelArgs>;
  services: ModelServices;
}

/** What one version is: its signature, where it comes from, how good it was. */
export function OverviewTab({ version, host, services }: OverviewTabProps) {
  const trans = useTrans();
  const { commands } = services;
  const metrics = Object.entries(version.metrics);
  const metadata = Object.entries(version.metadata);
  return (
    <div className="atl-Models-overview">
      <Card title={trans.__('Signature')}>
        {version.signature ? (
          <>
            <Tensors title={trans.__('Inputs')} tensors={version.signature.inputs} />
            <Tensors title={trans.__('Outputs')} tensors={version.signature.outputs} />
          </>
        ) : (
          <EmptyState
            icon={icons.file}
            text={trans.__('A file of this format does not tell its inputs and outputs.')}
          />
        )}
      </Card>
      <Card
        title={trans.__('Origin')}
        actions={
          version.runId &&
          !version.runGone &&
          commands.hasCommand(OPEN_RUN) && (
            <Button
              variant="quiet"
              icon={icons.run}
              onClick={() =>
                void commands.execute(OPEN_RUN, { id: version.runId, workspace: host.workspace })
              }
            >
              {trans.__('Open run')}
            </Button>
          )
        }
      >
        <KeyValueTable
          label={trans.__('Origin of version %1', version.version)}
          entries={[
            [trans.__('File'), version.filename],
            [trans.__('SHA-256'), <code key="hash">{version.sha256}</code>],
            [
              trans.__('Run'),
              version.runId ? (
                <React.Fragment key="run">
                  <code>{version.runId}</code>
                  {version.runGone && ` ${trans.__('(deleted for good)')}`}
                </React.Fragment>
              ) : (
                '–'
              )
            ],
            [trans.__('Registered'), formatTime(version.createdAt)],
            ...(version.description
              ? [[trans.__('Description'), version.description] as const]
              : [])
          ]}
        />
      </Card>
      {metrics.length > 0 && (
        <Card title={trans.__('Metrics of the run')}>
          <KeyValueTable
            label={trans.__('Metrics')}
            entries={metrics.map(([key, value]) => [key, formatNumber(toNumber(value))])}
          />
        </Card>
      )}
      {version.example && (
        <Card title={trans.__('Example input')}>
          <CodeBlock
            label={trans.__('Example input')}
            code={JSON.stringify(version.example, null, 2)}
          />
        </Card>
      )}
      {metadata.length > 0 && (
        <Card title={trans.__('What the file says of itself')}>
          <KeyValueTable label={trans.__('Metadata')} entries={metadata} />
        </Card>
      )}
    </div>
  );
}

function Tensors({ title, tensors }: { title: string; tensors: readonly TensorSpec[] }) {
  const trans = useTrans();
  return (
    <table className="atl-Table">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{trans.__('Name')}</th>
          <th scope="col">{trans.__('Type')}</th>
          <th scope="col">{trans.__('Shape')}</th>
        </tr>
      </thead>
      <tbody>
        {tensors.map(({ name, datatype, shape }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{datatype}</td>
            <td>{shape.map(length => (length < 0 ? 'n' : length)).join(' × ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
