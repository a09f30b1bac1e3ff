import type { RunDetail } from '@atelier-ml/api';
import { toNumber } from '@atelier-ml/api';
import {
  Card,
  CopyButton,
  formatInteger,
  formatNumber,
  formatTime,
  KeyValueTable,
  useTrans
} from '@atelier-ml/ui';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';
import { AssetLink } from './asset-link.tsx';

/** What went into a run and what came out, in short. */
export function RunOverview({ run, commands }: { run: RunDetail; commands: CommandRegistry }) {
  const trans = useTrans();
  const params = Object.entries(run.params);
  const environment = Object.entries(run.environment);
  return (
    <div className="atl-Experiments-overview">
      <Card title={trans.__('Metrics')}>
        <MetricSummaries run={run} />
      </Card>
      <Card title={trans.__('Params')}>
        {params.length > 0 ? (
          <KeyValueTable label={trans.__('Params')} entries={params} />
        ) : (
          <p className="atl-Experiments-none">{trans.__('None logged.')}</p>
        )}
      </Card>
      <Card title={trans.__('Inputs and outputs')}>
        <Links title={trans.__('Inputs')} uris={run.inputs} commands={commands} />
        <Links title={trans.__('Outputs')} uris={run.outputs} commands={commands} />
      </Card>
      <Card title={trans.__('Run')}>
        <KeyValueTable
          label={trans.__('Run')}
          entries={[
            [
              trans.__('Id'),
              <span key="id" className="atl-Experiments-id">
                <code>{run.id}</code>
                <CopyButton text={run.id} label={trans.__('Copy the id')} />
              </span>
            ],
            [trans.__('Started'), formatTime(run.startedAt)],
            [trans.__('Ended'), run.endedAt === null ? '–' : formatTime(run.endedAt)],
            ...(run.notebook ? [[trans.__('Notebook'), run.notebook] as const] : [])
          ]}
        />
      </Card>
      {environment.length > 0 && (
        <Card title={trans.__('Environment')}>
          <KeyValueTable label={trans.__('Environment')} entries={environment} />
        </Card>
      )}
    </div>
  );
}

function MetricSummaries({ run }: { run: RunDetail }) {
  const trans = useTrans();
  const metrics = Object.entries(run.metrics);
  if (metrics.length === 0) {
    return <p className="atl-Experiments-none">{trans.__('None logged.')}</p>;
  }
  return (
    <div className="atl-Experiments-scroll">
      <table className="atl-Experiments-table" aria-label={trans.__('Metrics')}>
        <thead>
          <tr>
            <th scope="col">{trans.__('Metric')}</th>
            <th scope="col">{trans.__('Last')}</th>
            <th scope="col">{trans.__('Lowest')}</th>
            <th scope="col">{trans.__('Highest')}</th>
            <th scope="col">{trans.__('Points')}</th>
          </tr>
        </thead>
        <tbody>
          {metrics.map(([key, { last, minimum, maximum, count }]) => (
            <tr key={key}>
              <th scope="row">{key}</th>
              <td>{formatNumber(toNumber(last))}</td>
              <td>{formatNumber(minimum === null ? null : toNumber(minimum))}</td>
              <td>{formatNumber(maximum === null ? null : toNumber(maximum))}</td>
              <td>{formatInteger(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Links(props: { title: string; uris: readonly string[]; commands: CommandRegistry }) {
  const trans = useTrans();
  return (
    <>
      <h3 className="atl-Experiments-subtitle">{props.title}</h3>
      {props.uris.length > 0 ? (
        <ul className="atl-Experiments-links">
          {props.uris.map(uri => (
            <li key={uri}>
              <AssetLink uri={uri} commands={props.commands} />
            </li>
          ))}
        </ul>
      ) : (
        <p className="atl-Experiments-none">{trans.__('None.')}</p>
      )}
    </>
  );
}
