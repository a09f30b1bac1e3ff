import { Button, IconButton, icons, Menu, SearchField, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { Check } from '../charts/index.ts';
import { moved, titleOf } from './column-layout.ts';
import { ATTRIBUTES } from './column-ref.ts';
import type { ColumnRef } from './column-ref.ts';
import type { RunTableModel } from './run-table-model.ts';

/** Names that are listed at a time; a search finds the others. */
const MOST_LISTED = 60;

/** Which columns there are, in which order, and which stay at the left. */
export function ColumnsMenu({ model }: { model: RunTableModel }) {
  const trans = useTrans();
  const [search, setSearch] = React.useState('');
  return (
    <Menu label={trans.__('Columns')} icon={icons.table} value={model.columns.length}>
      {() => (
        <>
          <SearchField label={trans.__('Find a column')} value={search} onChange={setSearch} />
          <div className="atl-Menu-choices">
            {search === '' && <ShownColumns model={model} />}
            <FurtherColumns model={model} search={search.toLowerCase()} />
          </div>
          {model.settings.columns !== null && (
            <Button
              variant="quiet"
              onClick={() => model.set({ columns: null, pinned: [], widths: {} })}
            >
              {trans.__('Back to the usual columns')}
            </Button>
          )}
        </>
      )}
    </Menu>
  );
}

function ShownColumns({ model }: { model: RunTableModel }) {
  const trans = useTrans();
  const { columns } = model;
  const { pinned } = model.settings;
  const pin = (ref: ColumnRef) =>
    model.set({
      pinned: pinned.includes(ref) ? pinned.filter(one => one !== ref) : [...pinned, ref]
    });
  const move = (ref: ColumnRef, by: number) => {
    const target = columns[columns.indexOf(ref) + by];
    if (target !== undefined) {
      model.set({ columns: moved(columns, ref, target) });
    }
  };
  return (
    <fieldset>
      <legend>{trans.__('Shown')}</legend>
      {columns.map((ref, index) => {
        const title = titleOf(ref, trans);
        return (
          <div key={ref} className="atl-RunTable-choice">
            <Check
              label={title}
              checked
              onChange={() => model.set({ columns: columns.filter(one => one !== ref) })}
            />
            <span>
              <IconButton
                icon={icons.pin}
                label={trans.__('Keep %1 at the left', title)}
                pressed={pinned.includes(ref)}
                onClick={() => pin(ref)}
              />
              <button
                type="button"
                disabled={index === 0}
                aria-label={trans.__('Move %1 up', title)}
                onClick={() => move(ref, -1)}
              >
                ↑
              </button>
              <button
                type="button"
                disabled={index === columns.length - 1}
                aria-label={trans.__('Move %1 down', title)}
                onClick={() => move(ref, 1)}
              >
                ↓
              </button>
            </span>
          </div>
        );
      })}
    </fieldset>
  );
}

function FurtherColumns({ model, search }: { model: RunTableModel; search: string }) {
  const trans = useTrans();
  const { columns, keys } = model;
  if (keys === null) {
    return <p>{trans.__('Fetching the names…')}</p>;
  }
  const groups: readonly [title: string, refs: readonly ColumnRef[]][] = [
    [trans.__('Metrics'), keys.metrics.map(key => `metrics.${key}`)],
    [trans.__('Params'), keys.params.map(key => `params.${key}`)],
    [trans.__('Tags'), keys.tags.map(key => `tags.${key}`)],
    [trans.__('Of the run'), ATTRIBUTES]
  ];
  return (
    <>
      {groups.map(([title, refs]) => {
        const found = refs.filter(
          ref =>
            titleOf(ref, trans).toLowerCase().includes(search) &&
            (search !== '' || !columns.includes(ref))
        );
        return found.length > 0 ? (
          <fieldset key={title}>
            <legend>{title}</legend>
            {found.slice(0, MOST_LISTED).map(ref => (
              <Check
                key={ref}
                label={titleOf(ref, trans)}
                checked={columns.includes(ref)}
                onChange={on =>
                  model.set({
                    columns: on ? [...columns, ref] : columns.filter(one => one !== ref)
                  })
                }
              />
            ))}
            {found.length > MOST_LISTED && (
              <p>{trans.__('and %1 more: search for them', found.length - MOST_LISTED)}</p>
            )}
          </fieldset>
        ) : null;
      })}
    </>
  );
}
