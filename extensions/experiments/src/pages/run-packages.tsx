import {
  Card,
  ErrorState,
  KeyValueTable,
  LoadingState,
  SearchField,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import { readEnvironment } from '../code/index.ts';
import type { RunEnvironment } from '../code/index.ts';
import type { RunCodeProps } from './run-code.tsx';
import { useArtifactText } from './use-artifact-text.ts';

const ENVIRONMENT = '.atelier/environment.json';
/** Packages that are shown unasked. */
const SHOWN = 30;

/** What ran the code, and the packages that it had. */
export function RunPackages({ run, services }: RunCodeProps) {
  const trans = useTrans();
  const { text, error, retry } = useArtifactText(services.client, run, ENVIRONMENT);
  const [search, setSearch] = React.useState('');
  const file = React.useMemo(() => parsed(text), [text]);
  const kept = run.artifacts.some(({ path }) => path === ENVIRONMENT);
  const told = Object.entries(run.environment);
  if (!kept && told.length === 0) {
    return null;
  }
  const found = (file?.packages ?? []).filter(([name]) =>
    name.toLowerCase().includes(search.toLowerCase())
  );
  return (
    <Card title={trans.__('Environment')}>
      <KeyValueTable
        label={trans.__('Environment')}
        entries={[...told, ...(file?.runtime ?? []).filter(([name]) => !(name in run.environment))]}
      />
      {error !== null ? (
        <ErrorState error={error} onRetry={retry} />
      ) : (
        kept &&
        !file &&
        (text === null ? (
          <LoadingState rows={2} />
        ) : (
          <p>{trans.__('The list of packages cannot be read.')}</p>
        ))
      )}
      {file && file.packages.length > 0 && (
        <>
          <div className="atl-Experiments-bar">
            <h3 className="atl-Experiments-subtitle">
              {trans._n('%1 package', '%1 packages', file.packages.length)}
            </h3>
            <SearchField label={trans.__('Search packages')} value={search} onChange={setSearch} />
          </div>
          <KeyValueTable label={trans.__('Packages')} entries={found.slice(0, SHOWN)} />
          {found.length > SHOWN && (
            <p className="atl-Experiments-none">
              {trans.__('and %1 more; search to find them', found.length - SHOWN)}
            </p>
          )}
        </>
      )}
    </Card>
  );
}

function parsed(text: string | null): RunEnvironment | null {
  try {
    return text === null ? null : readEnvironment(text);
  } catch {
    return null;
  }
}
