import type { Client, Run } from '@atelier-ml/api';
import { Button, describeError, Modal, SearchField, showModal, useTrans } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { RunSource } from '../run-source.ts';
import { USUAL_LIMIT } from '../run-source.ts';

export interface AddRunsOptions {
  readonly api: Client;
  readonly workspace: string;
  readonly trans: TranslationBundle;
  /** Runs that are compared already. */
  readonly compared: ReadonlySet<string>;
}

/** Runs to add, or a query to follow instead of the runs that are there. */
export type AddedRuns = { readonly add: readonly string[] } | { readonly follow: RunSource };

/** Lets the user search runs of all experiments and choose some; null if nothing was chosen. */
export function showAddRuns(options: AddRunsOptions): Promise<AddedRuns | null> {
  return showModal<AddedRuns | null>(options.trans, end => (
    <AddRunsDialog {...options} end={end} />
  ));
}

const EXAMPLE = "metrics.auc > 0.8 AND params.model = 'forest'";
const FOUND = 100;
/** How long typing must rest before the server is asked, in milliseconds. */
const REST = 200;

function AddRunsDialog(props: AddRunsOptions & { end: (added: AddedRuns | null) => void }) {
  const { compared, end } = props;
  const trans = useTrans();
  const [search, setSearch] = React.useState('');
  const [filter, setFilter] = React.useState('');
  const [chosen, setChosen] = React.useState<ReadonlySet<string>>(new Set());
  const { runs, total, problem } = useFound(props, search, filter);
  const others = runs.filter(({ id }) => !compared.has(id));
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) {
      next.add(id);
    }
    setChosen(next);
  };
  const follow = (): RunSource => ({
    kind: 'query',
    filter: filter.trim(),
    search: search.trim(),
    experiments: [],
    orderBy: [],
    limit: USUAL_LIMIT
  });
  return (
    <Modal title={trans.__('Add runs')} onCancel={() => end(null)} wide>
      <div className="atl-Dialog-body atl-Compare-add">
        <SearchField
          label={trans.__('Name of run or experiment')}
          value={search}
          onChange={setSearch}
        />
        <label>
          {trans.__('Filter')}
          <input
            className="atl-Input"
            type="text"
            spellCheck={false}
            placeholder={EXAMPLE}
            value={filter}
            aria-invalid={problem !== null}
            onChange={event => setFilter(event.target.value)}
          />
        </label>
        <p role="status" className="atl-Compare-hint">
          {problem ?? trans._n('%1 run found', '%1 runs found', total)}
        </p>
        <ul aria-label={trans.__('Runs found')}>
          {others.map(run => (
            <li key={run.id}>
              <label>
                <input
                  type="checkbox"
                  checked={chosen.has(run.id)}
                  onChange={() => toggle(run.id)}
                />
                <span>{run.name}</span>
                <small>{run.experimentName}</small>
              </label>
            </li>
          ))}
        </ul>
      </div>
      <footer className="atl-Dialog-footer">
        {others.length > 0 && (
          <Button
            onClick={() => setChosen(new Set(chosen.size > 0 ? [] : others.map(({ id }) => id)))}
          >
            {chosen.size > 0 ? trans.__('Choose none') : trans.__('Choose all shown')}
          </Button>
        )}
        <Button disabled={problem !== null} onClick={() => end({ follow: follow() })}>
          {trans.__('Follow this query')}
        </Button>
        <Button
          variant="primary"
          disabled={chosen.size === 0}
          onClick={() => end({ add: [...chosen] })}
        >
          {trans._n('Add %1 run', 'Add %1 runs', chosen.size)}
        </Button>
      </footer>
    </Modal>
  );
}

/** Runs that match, asked for once typing rests; what was found stays until the answer is there. */
function useFound({ api, workspace }: AddRunsOptions, search: string, filter: string) {
  const [found, setFound] = React.useState<{
    runs: readonly Run[];
    total: number;
    problem: string | null;
  }>({ runs: [], total: 0, problem: null });
  React.useEffect(() => {
    const stop = new AbortController();
    const ask = async () => {
      try {
        const { items, total } = await api.runs.search({
          params: { workspace },
          body: {
            ...(search.trim() && { search: search.trim() }),
            ...(filter.trim() && { filter: filter.trim() }),
            limit: FOUND
          },
          signal: stop.signal
        });
        setFound({ runs: items, total, problem: null });
      } catch (error) {
        if (!stop.signal.aborted) {
          const { message, remedy } = describeError(error);
          setFound(before => ({
            ...before,
            problem: [message, remedy].filter(Boolean).join(' ')
          }));
        }
      }
    };
    const timer = setTimeout(() => void ask(), REST);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [api, workspace, search, filter]);
  return found;
}
