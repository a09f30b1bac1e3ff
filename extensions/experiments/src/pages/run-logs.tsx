import type { RunDetail } from '@atelier-ml/api';
import { pathOf, routes } from '@atelier-ml/api';
import {
  Button,
  EmptyState,
  ErrorState,
  icons,
  LoadingState,
  SearchField,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import { Check } from '../charts/index.ts';
import { LogView } from '../logs/index.ts';
import type { LogFilter, LogModel } from '../logs/index.ts';
import { isActive } from '../runs/index.ts';
import type { ExperimentsServices } from '../services.ts';

/** How long somebody must have stopped typing before the server searches. */
const REST = 250;

/** What the run has written to its standard output and error, as it is written. */
export function RunLogs(props: { run: RunDetail; log: LogModel; services: ExperimentsServices }) {
  const { run, log, services } = props;
  const trans = useTrans();
  useModel(log);
  const [wrap, setWrap] = React.useState(false);
  const [times, setTimes] = React.useState(false);
  const [follow, setFollow] = React.useState(true);
  const [search, setSearch] = React.useState(log.filter.search);
  const { filter } = log;
  React.useEffect(() => {
    if (search !== log.filter.search) {
      const timer = setTimeout(() => void log.setFilter({ search }), REST);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [search, log]);
  React.useEffect(() => setSearch(filter.search), [filter.search]);
  const filtered = filter.search !== '' || filter.stream !== null;
  return (
    <div className="atl-Experiments-logs">
      <div className="atl-Experiments-bar">
        <SearchField label={trans.__('Search the log')} value={search} onChange={setSearch} />
        <select
          className="atl-Experiments-select atl-mod-short"
          aria-label={trans.__('Stream')}
          value={filter.stream ?? ''}
          onChange={event =>
            void log.setFilter({ stream: (event.target.value || null) as LogFilter['stream'] })
          }
        >
          <option value="">{trans.__('Output and errors')}</option>
          <option value="stdout">{trans.__('Output only')}</option>
          <option value="stderr">{trans.__('Errors only')}</option>
        </select>
        <Check label={trans.__('Wrap')} checked={wrap} onChange={setWrap} />
        <Check label={trans.__('Times')} checked={times} onChange={setTimes} />
        <span className="atl-Experiments-gap" />
        <span className="atl-Experiments-none" role="status">
          {filter.search !== '' &&
            log.state === 'ready' &&
            (log.hasLater
              ? trans.__('%1 hits and more', log.lines.length)
              : trans._n('%1 hit', '%1 hits', log.lines.length))}
        </span>
        {!follow && filter.search === '' && (
          <Button
            onClick={() => {
              setFollow(true);
              if (log.hasLater) {
                void log.reload();
              }
            }}
          >
            {isActive(run.status) ? trans.__('Follow') : trans.__('To the end')}
          </Button>
        )}
        <Button
          icon={icons.download}
          onClick={() =>
            services.client.download(
              pathOf(routes.runs.logFile, {
                params: { workspace: run.workspaceId, run: run.id }
              }),
              `${run.name}.log`
            )
          }
        >
          {trans.__('Download')}
        </Button>
      </div>
      {log.state === 'error' ? (
        <ErrorState error={log.error} onRetry={() => void log.reload()} />
      ) : log.lines.length > 0 ? (
        <LogView model={log} wrap={wrap} times={times} follow={follow} onFollow={setFollow} />
      ) : log.state === 'loading' ? (
        <LoadingState rows={6} />
      ) : (
        <EmptyState
          icon={icons.terminal}
          text={
            filtered
              ? trans.__('No line is like that.')
              : isActive(run.status)
                ? trans.__('Nothing written yet. The first line will show up here by itself.')
                : trans.__('This run has written nothing.')
          }
        />
      )}
    </div>
  );
}
