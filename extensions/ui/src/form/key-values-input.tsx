import * as React from 'react';
import { Button, IconButton } from '../button.tsx';
import { icons } from '../icons.ts';
import { useTrans } from '../translation.tsx';
import type { KeyValuesField } from './field-spec.ts';
import { Suggestions } from './suggestions.tsx';

type Entry = readonly [string, string];

interface KeyValuesInputProps {
  field: KeyValuesField;
  labelId: string;
  value: Record<string, string>;
  onChange: (value: Record<string, string>) => void;
  disabled?: boolean;
}

/** Rows of a name and a value; rows without a name are left out of the value. */
export function KeyValuesInput({ field, labelId, value, onChange, disabled }: KeyValuesInputProps) {
  const trans = useTrans();
  const [entries, setEntries] = React.useState<readonly Entry[]>(() => Object.entries(value));
  const change = (next: readonly Entry[]) => {
    setEntries(next);
    onChange(Object.fromEntries(next.filter(([key]) => key.trim() !== '')));
  };
  const replace = (index: number, entry: Entry) =>
    change(entries.map((old, at) => (at === index ? entry : old)));
  const keyLabel = field.keyLabel ?? trans.__('Name');
  const valueLabel = field.valueLabel ?? trans.__('Value');
  return (
    <div className="atl-KeyValues" role="group" aria-labelledby={labelId}>
      {entries.map(([key, text], index) => (
        <div className="atl-KeyValues-row" key={index}>
          <input
            className="atl-Input"
            aria-label={`${keyLabel} ${index + 1}`}
            placeholder={keyLabel}
            value={key}
            disabled={disabled}
            onChange={event => replace(index, [event.target.value, text])}
          />
          <input
            className="atl-Input"
            list={field.valueSuggestions && `${labelId}-values`}
            type={field.secret ? 'password' : 'text'}
            autoComplete={field.secret ? 'new-password' : 'off'}
            aria-label={`${valueLabel} ${index + 1}`}
            placeholder={valueLabel}
            value={text}
            disabled={disabled}
            onChange={event => replace(index, [key, event.target.value])}
          />
          <IconButton
            icon={icons.close}
            label={trans.__('Remove row %1', String(index + 1))}
            disabled={disabled}
            onClick={() => change(entries.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Suggestions id={`${labelId}-values`} of={field.valueSuggestions} />
      <Button
        variant="quiet"
        icon={icons.add}
        disabled={disabled}
        onClick={() => setEntries([...entries, ['', '']])}
      >
        {trans.__('Add')}
      </Button>
    </div>
  );
}
