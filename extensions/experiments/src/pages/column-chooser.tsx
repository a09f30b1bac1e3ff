import { Button, icons, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { Check } from '../charts/index.ts';
import { allOf, keyOf } from '../runs/index.ts';
import type { ColumnId, RunColumns } from '../runs/index.ts';

export interface ColumnChooserProps {
  columns: RunColumns;
  available: { params: readonly string[]; metrics: readonly string[] };
}

/** A button that opens the list of columns to tick. */
export function ColumnChooser({ columns, available }: ColumnChooserProps) {
  const trans = useTrans();
  const [open, setOpen] = React.useState(false);
  const root = React.useRef<HTMLDivElement>(null);
  const button = React.useRef<HTMLButtonElement>(null);
  const id = React.useId();
  const shown = columns.shown(available);
  const toggle = (column: ColumnId, on: boolean) =>
    columns.choose(on ? [...shown, column] : shown.filter(one => one !== column));
  React.useEffect(() => {
    if (!open) {
      return;
    }
    const onPress = (event: MouseEvent) => {
      if (!root.current?.contains(event.target as Node)) {
        setOpen(false);
      }
    };
    document.addEventListener('mousedown', onPress);
    return () => document.removeEventListener('mousedown', onPress);
  }, [open]);
  const group = (title: string, ids: readonly ColumnId[]) =>
    ids.length > 0 && (
      <fieldset>
        <legend>{title}</legend>
        {ids.map(column => (
          <Check
            key={column}
            label={keyOf(column)}
            checked={shown.includes(column)}
            onChange={on => toggle(column, on)}
          />
        ))}
      </fieldset>
    );
  const all = allOf(available);
  return (
    <div
      ref={root}
      className="atl-Experiments-chooser"
      onKeyDown={event => {
        if (event.key === 'Escape' && open) {
          event.stopPropagation();
          setOpen(false);
          button.current?.focus();
        }
      }}
    >
      <Button
        ref={button}
        icon={icons.table}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {trans.__('Columns')}
      </Button>
      {open && (
        <div
          id={id}
          className="atl-Experiments-chooserList"
          role="group"
          aria-label={trans.__('Columns')}
        >
          {all.length === 0 && <p>{trans.__('The runs have neither params nor metrics yet.')}</p>}
          {group(
            trans.__('Metrics'),
            all.filter(one => one.startsWith('metric:'))
          )}
          {group(
            trans.__('Params'),
            all.filter(one => one.startsWith('param:'))
          )}
        </div>
      )}
    </div>
  );
}
