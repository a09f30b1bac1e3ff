import { classes, IconButton, icons, seriesColour, useTrans } from '@atelier-ml/ui';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';
import { CommandIDs } from '../command-ids.ts';
import type { ComparedRun, ComparisonModel } from '../comparison/index.ts';
import { RunStatusBadge } from '../runs/index.ts';

export interface ComparedRunsProps {
  model: ComparisonModel;
  commands: CommandRegistry;
  workspace: string;
}

/** The runs with their colours: switch curves off, open, take out. It is the legend of all charts. */
export function ComparedRuns({ model, commands, workspace }: ComparedRunsProps) {
  const trans = useTrans();
  return (
    <ul className="atl-Experiments-compared" aria-label={trans.__('Runs')}>
      {model.runs.map(run => (
        <RunItem
          key={run.live.id}
          run={run}
          shown={!model.charts.values.hidden.has(run.live.id)}
          onToggle={() => model.toggle(run.live.id)}
          onOpen={() =>
            void commands.execute(CommandIDs.openRun, {
              id: run.live.id,
              name: nameOf(run),
              workspace
            })
          }
          onRemove={() => model.remove(run.live.id)}
        />
      ))}
    </ul>
  );
}

/** A run that has not been fetched, or is gone, goes by the start of its id. */
export const nameOf = ({ live }: Pick<ComparedRun, 'live'>): string =>
  live.value?.name ?? live.id.slice(0, 8);

interface RunItemProps {
  run: ComparedRun;
  shown: boolean;
  onToggle: () => void;
  onOpen: () => void;
  onRemove: () => void;
}

function RunItem({ run, shown, onToggle, onOpen, onRemove }: RunItemProps) {
  const trans = useTrans();
  const { value, state } = run.live;
  const name = nameOf(run);
  return (
    <li className={classes(!shown && 'atl-mod-off')}>
      <button
        type="button"
        className="atl-Experiments-swatch"
        aria-pressed={shown}
        aria-label={trans.__('Curves of %1', name)}
        title={shown ? trans.__('Hide its curves') : trans.__('Show its curves')}
        onClick={onToggle}
      >
        <span style={{ background: seriesColour(run.colour) }} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="atl-Experiments-link"
        title={value ? `${value.experimentName} / ${name}` : name}
        onClick={onOpen}
      >
        {name}
      </button>
      {state === 'gone' ? (
        <small>{trans.__('deleted')}</small>
      ) : (
        value && value.status !== 'finished' && <RunStatusBadge run={value} />
      )}
      <IconButton icon={icons.close} label={trans.__('Take %1 out', name)} onClick={onRemove} />
    </li>
  );
}
