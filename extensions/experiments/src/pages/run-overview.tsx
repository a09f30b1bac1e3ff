import type { RunDetail } from '@atelier-ml/api';
import { Card, CodeBlock, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { ExperimentsServices } from '../services.ts';
import { AssetLink } from './asset-link.tsx';
import { RunDatasets } from './run-datasets.tsx';
import { RunFacts } from './run-facts.tsx';
import { RunModels } from './run-models.tsx';
import { RunParams } from './run-params.tsx';
import { RunSummaries } from './run-summaries.tsx';
import { RunTags } from './run-tags.tsx';

export interface RunOverviewProps {
  run: RunDetail;
  services: ExperimentsServices;
  /** Nothing can be changed: the run is deleted. */
  frozen: boolean;
}

/** What went into a run and what came out, in short. */
export function RunOverview(props: RunOverviewProps) {
  const { run, services } = props;
  const trans = useTrans();
  const models = run.outputs.filter(uri => /\/models\//.test(uri));
  const outputs = run.outputs.filter(uri => !models.includes(uri));
  return (
    <div className="atl-Experiments-overview">
      <Card title={trans.__('Metrics')}>
        <RunSummaries run={run} />
      </Card>
      <RunParams run={run} />
      <Card title={trans.__('Tags')}>
        <RunTags {...props} />
      </Card>
      <Card title={trans.__('Run')}>
        <RunFacts run={run} services={services} />
      </Card>
      <Card title={trans.__('Inputs and outputs')}>
        <RunDatasets run={run} services={services} />
        <Links title={trans.__('Models produced')} uris={models} services={services} />
        <Links title={trans.__('Other outputs')} uris={outputs} services={services} />
      </Card>
      <RunModels run={run} services={services} />
      <Card title={trans.__('Use in a cell')}>
        <UseInCell run={run} />
      </Card>
    </div>
  );
}

function Links(props: { title: string; uris: readonly string[]; services: ExperimentsServices }) {
  const { title, uris, services } = props;
  return uris.length > 0 ? (
    <>
      <h3 className="atl-Experiments-subtitle">{title}</h3>
      <ul className="atl-Experiments-links">
        {uris.map(uri => (
          <li key={uri}>
            <AssetLink uri={uri} commands={services.commands} />
          </li>
        ))}
      </ul>
    </>
  ) : null;
}

/** How the run is reached from code. */
function UseInCell({ run }: { run: RunDetail }) {
  const trans = useTrans();
  return (
    <div className="atl-Experiments-use">
      <h3 className="atl-Experiments-subtitle">{trans.__('TypeScript')}</h3>
      <CodeBlock label={trans.__('TypeScript code')} code={typescriptOf(run)} />
      <h3 className="atl-Experiments-subtitle">{trans.__('Python, with MLflow’s client')}</h3>
      <CodeBlock label={trans.__('Python code')} code={pythonOf(run)} />
    </div>
  );
}

/** A cell that fetches the run. */
export const typescriptOf = ({ id }: Pick<RunDetail, 'id'>): string =>
  `import { client } from '@atelier-ml/sdk';\n\nconst params = { workspace: '~', run: '${id}' };\nconst run = await client().runs.get({ params });\nconst { series } = await client().runs.history({ params, query: {} });`;

const pythonOf = ({ id }: Pick<RunDetail, 'id'>): string =>
  `import mlflow\n\nrun = mlflow.get_run("${id}")\nrun.data.metrics`;
