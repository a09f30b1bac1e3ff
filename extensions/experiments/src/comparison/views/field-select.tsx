import { Button, icons, Menu, SearchField, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { Check } from '../../charts/index.ts';
import type { FieldChoices, FieldRef } from '../fields.ts';
import { fieldName } from '../fields.ts';

export type FieldKind = keyof FieldChoices;

const ALL: readonly FieldKind[] = ['params', 'metrics', 'tags', 'attributes'];

function useKindNames(): Readonly<Record<FieldKind, string>> {
  const trans = useTrans();
  return {
    params: trans.__('Params'),
    metrics: trans.__('Metrics'),
    tags: trans.__('Tags'),
    attributes: trans.__('Of the run')
  };
}

/** Chooses one field of the runs. */
export function FieldSelect(props: {
  label: string;
  value: FieldRef | null;
  choices: FieldChoices;
  kinds?: readonly FieldKind[];
  /** What no field is called; without it there must be one. */
  none?: string;
  onChange: (ref: FieldRef | null) => void;
}) {
  const { value, choices, kinds = ALL, none } = props;
  const names = useKindNames();
  const listed = kinds.some(kind => choices[kind].includes(value ?? ''));
  return (
    <label className="atl-Compare-field">
      {props.label}
      <select
        className="atl-Experiments-select"
        value={value ?? ''}
        onChange={event => props.onChange(event.target.value || null)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {value && !listed && <option value={value}>{fieldName(value)}</option>}
        {kinds.map(kind =>
          choices[kind].length > 0 ? (
            <optgroup key={kind} label={names[kind]}>
              {choices[kind].map(ref => (
                <option key={ref} value={ref}>
                  {fieldName(ref)}
                </option>
              ))}
            </optgroup>
          ) : null
        )}
      </select>
    </label>
  );
}

/** Chooses any number of fields, in a list that opens below its button. */
export function FieldChooser(props: {
  label: string;
  value: readonly FieldRef[];
  choices: FieldChoices;
  kinds?: readonly FieldKind[];
  onChange: (refs: FieldRef[]) => void;
}) {
  const { label, value, choices, kinds = ALL } = props;
  const trans = useTrans();
  const names = useKindNames();
  const [search, setSearch] = React.useState('');
  const toggle = (ref: FieldRef) =>
    props.onChange(value.includes(ref) ? value.filter(one => one !== ref) : [...value, ref]);
  const fits = (ref: FieldRef) => fieldName(ref).toLowerCase().includes(search.toLowerCase());
  const chosen =
    value.length <= 2 ? value.map(fieldName).join(', ') : trans.__('%1 chosen', value.length);
  return (
    <Menu label={label} icon={icons.chevronDown} side="left" value={chosen || trans.__('none')}>
      {() => (
        <>
          <SearchField label={trans.__('Search fields')} value={search} onChange={setSearch} />
          <div className="atl-Menu-choices">
            {kinds.map(kind => {
              const refs = choices[kind].filter(fits);
              return refs.length > 0 ? (
                <fieldset key={kind}>
                  <legend>{names[kind]}</legend>
                  {refs.map(ref => (
                    <Check
                      key={ref}
                      label={fieldName(ref)}
                      checked={value.includes(ref)}
                      onChange={() => toggle(ref)}
                    />
                  ))}
                </fieldset>
              ) : null;
            })}
          </div>
          {value.length > 0 && (
            <Button variant="quiet" onClick={() => props.onChange([])}>
              {trans.__('Clear')}
            </Button>
          )}
        </>
      )}
    </Menu>
  );
}
