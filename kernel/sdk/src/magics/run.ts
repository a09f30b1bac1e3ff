import { AtelierError, toNumber } from '@atelier-ml/api';
import type { Run as RunRecord } from '@atelier-ml/api';
import { displaySymbol, formatNumber, formatTime, tableBundle } from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import type { Studio } from '../studio/index.ts';
import { misuse, optionOf, parseArguments } from './arguments.ts';
import type { MagicArguments } from './arguments.ts';
import type { Magic } from './magic.ts';

const usage = [
  '%run start [--experiment NAME] [--name NAME]',
  '%run end [--failed]',
  '%run status',
  '%run list [--experiment NAME]'
].join('\n');

function start(studio: Studio, found: MagicArguments): void {
  studio.tracker.startRun({
    experiment: optionOf(found, 'experiment') ?? found.words[1] ?? 'default',
    name: optionOf(found, 'name')
  });
}

async function end(studio: Studio, found: MagicArguments): Promise<string> {
  const run = studio.tracker.activeRun();
  if (!run) {
    throw new AtelierError('not-running', 'No run is open.', {
      remedy: 'Open one with %run start.'
    });
  }
  const sent = await run.end({ status: found.options.has('failed') ? 'failed' : 'finished' });
  return sent
    ? `Run ${run.name} has ended as ${run.status}.`
    : `Run ${run.name} has ended as ${run.status}; the server gets the rest as soon as it can be reached.`;
}

function status({ tracker }: Studio): Displayable {
  const open = tracker.openRuns();
  const states = tracker.journalStates();
  const unsynced = tracker.unsynced();
  const error = states.find(state => state.error !== null)?.error;
  return {
    [displaySymbol]: () =>
      tableBundle({
        title: open.length ? 'Open runs' : 'No run is open.',
        subtitle: unsynced
          ? `${unsynced} logged entries are not on the server yet${error ? `: ${error}` : ''}`
          : 'All that was logged is on the server.',
        columns: open.length ? ['experiment', 'run', 'id', 'not on the server yet'] : [],
        rows: open.map(run => [run.experiment, run.name, run.id, run.journalState().unsynced])
      })
  };
}

async function list({ connection }: Studio, found: MagicArguments): Promise<Displayable> {
  const { items, total } = await connection.client.runs.list({
    params: { workspace: connection.configuration.workspace },
    query: { limit: 20, experiment: optionOf(found, 'experiment') }
  });
  return { [displaySymbol]: () => runsBundle(items, total) };
}

function runsBundle(items: readonly RunRecord[], total: number) {
  const keys = [...new Set(items.flatMap(({ metrics }) => Object.keys(metrics)))].slice(0, 6);
  return tableBundle({
    title: 'Runs',
    columns: ['experiment', 'run', 'status', 'started', ...keys],
    rows: items.map(({ experimentName, name, status: state, startedAt, metrics }) => [
      experimentName,
      name,
      state,
      formatTime(startedAt),
      ...keys.map(key => (metrics[key] ? toNumber(metrics[key].last) : ''))
    ]),
    footer: total > items.length ? `The last ${items.length} of ${formatNumber(total)}.` : undefined
  });
}

/** `%run`: open and close a run over several cells, and look at runs. */
export const runMagic = (studio: () => Studio): Magic => ({
  name: 'run',
  kind: 'line',
  summary: 'Start, end and list runs.',
  usage,
  options: ['start', 'end', 'status', 'list', '--experiment', '--name', '--failed'],
  run({ args }) {
    const found = parseArguments(args, {
      usage,
      values: ['experiment', 'name'],
      flags: ['failed']
    });
    switch (found.words[0]) {
      case 'start':
        return start(studio(), found);
      case 'end':
        return end(studio(), found);
      case 'status':
      case undefined:
        return status(studio());
      case 'list':
        return list(studio(), found);
      default:
        throw misuse(`%run knows no “${found.words[0]}”.`, usage);
    }
  }
});
