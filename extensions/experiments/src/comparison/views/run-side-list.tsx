import {
  classes,
  IconButton,
  icons,
  SearchField,
  seriesColour,
  useTrans,
  VirtualRows
} from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { RunStatusBadge } from '../../runs/index.ts';
import type { ComparedRun } from '../compared-run.ts';
import type { ComparisonModel } from '../comparison-model.ts';

export interface RunSideListProps {
  model: ComparisonModel;
  onOpen: (run: ComparedRun) => void;
  onRename: (run: ComparedRun, name: string) => Promise<boolean>;
}

const ROW = 46;

/** A run that has not been fetched, or is gone, goes by the start of its id. */
export const nameOf = ({ id, value }: Pick<ComparedRun, 'id' | 'value'>): string =>
  value?.name ?? id.slice(0, 8);

/** The runs with their colours: hide, leave alone, pin, rename, open, take out. It is the legend of every view. */
export function RunSideList({ model, onOpen, onRename }: RunSideListProps) {
  const trans = useTrans();
  const [search, setSearch] = React.useState('');
  const [renaming, setRenaming] = React.useState<string | null>(null);
  const text = search.toLowerCase();
  const runs = model.runs.filter(
    run =>
      nameOf(run).toLowerCase().includes(text) ||
      run.value?.experimentName.toLowerCase().includes(text)
  );
  const hidden = model.runs.filter(run => run.hidden).length;
  return (
    <aside className="atl-Compare-runs" aria-label={trans.__('Compared runs')}>
      <div className="atl-Compare-runsHead">
        <SearchField value={search} onChange={setSearch} label={trans.__('Find a run')} />
        <IconButton
          icon={icons.eye}
          label={hidden > 0 ? trans.__('Show all runs') : trans.__('Hide all runs')}
          pressed={hidden === 0}
          onClick={() => model.set({ hidden: hidden > 0 ? [] : model.runs.map(({ id }) => id) })}
        />
      </div>
      {hidden > 0 && (
        <p className="atl-Compare-hint">
          {trans._n('%1 run is hidden', '%1 runs are hidden', hidden)}
        </p>
      )}
      <VirtualRows
        className="atl-Compare-runsList"
        label={trans.__('Runs')}
        count={runs.length}
        rowHeight={ROW}
        rowKey={index => runs[index]?.id ?? String(index)}
      >
        {index => {
          const run = runs[index];
          return run ? (
            <RunItem
              run={run}
              model={model}
              trans={trans}
              renaming={renaming === run.id}
              onOpen={() => onOpen(run)}
              onRename={() => setRenaming(run.id)}
              onRenamed={async name => {
                if (name === null || (await onRename(run, name))) {
                  setRenaming(null);
                }
              }}
            />
          ) : null;
        }}
      </VirtualRows>
    </aside>
  );
}

interface RunItemProps {
  run: ComparedRun;
  model: ComparisonModel;
  trans: TranslationBundle;
  renaming: boolean;
  onOpen: () => void;
  onRename: () => void;
  /** The new name; null: it stays as it is. */
  onRenamed: (name: string | null) => void;
}

function RunItem(props: RunItemProps) {
  const { run, model, trans, renaming } = props;
  const { value, state, hidden } = run;
  const name = nameOf(run);
  const pinned = model.settings.baseline === run.id;
  const colour = value ? model.colourOf({ ...run, value }) : run.colour;
  const away = model.chosen !== null && !model.chosen.has(run.id);
  return (
    <div
      className={classes(
        'atl-Compare-run',
        hidden && 'atl-mod-off',
        pinned && 'atl-mod-pinned',
        away && 'atl-mod-away'
      )}
    >
      <button
        type="button"
        className="atl-Compare-swatch"
        aria-pressed={!hidden}
        aria-label={trans.__('Show %1', name)}
        title={trans.__('Click: hide or show. Alt+click: only this one.')}
        onClick={event => (event.altKey ? model.showOnly([run.id]) : model.toggle(run.id))}
      >
        <span style={{ background: seriesColour(colour) }} aria-hidden="true" />
      </button>
      <div className="atl-Compare-runText">
        {renaming ? (
          <NameInput name={name} trans={trans} onDone={props.onRenamed} />
        ) : (
          <button
            type="button"
            className="atl-Experiments-link"
            title={name}
            onClick={props.onOpen}
          >
            {name}
          </button>
        )}
        <small>
          {state === 'gone' ? (
            trans.__('deleted')
          ) : (
            <>
              {value && value.status !== 'finished' && <RunStatusBadge run={value} />}
              {value?.experimentName ?? trans.__('loading…')}
            </>
          )}
        </small>
      </div>
      <span className="atl-Compare-runActions">
        <IconButton
          icon={icons.circle}
          label={trans.__('Only %1', name)}
          onClick={() => model.showOnly([run.id])}
        />
        <IconButton
          icon={icons.check}
          label={trans.__('Compare the others with %1', name)}
          pressed={pinned}
          onClick={() => model.set({ baseline: pinned ? null : run.id })}
        />
        {value && state !== 'gone' && (
          <IconButton
            icon={icons.edit}
            label={trans.__('Rename %1', name)}
            onClick={props.onRename}
          />
        )}
        {model.source.kind === 'runs' && (
          <IconButton
            icon={icons.close}
            label={trans.__('Take %1 out', name)}
            onClick={() => model.remove(run.id)}
          />
        )}
      </span>
    </div>
  );
}

function NameInput(props: {
  name: string;
  trans: TranslationBundle;
  onDone: (name: string | null) => void;
}) {
  const [text, setText] = React.useState(props.name);
  const done = () => {
    const name = text.trim();
    props.onDone(name === '' || name === props.name ? null : name);
  };
  return (
    <input
      className="atl-Compare-rename"
      autoFocus
      maxLength={250}
      aria-label={props.trans.__('Name of the run')}
      value={text}
      onChange={event => setText(event.target.value)}
      onFocus={event => event.target.select()}
      onBlur={done}
      onKeyDown={event => {
        if (event.key === 'Enter') {
          done();
        } else if (event.key === 'Escape') {
          event.stopPropagation();
          props.onDone(null);
        }
      }}
    />
  );
}
