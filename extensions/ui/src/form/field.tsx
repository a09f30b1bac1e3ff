import * as React from 'react';
import { classes } from '../classes.ts';
import { FileInput } from './file-input.tsx';
import { FilesInput } from './files-input.tsx';
import type { FieldSpec } from './field-spec.ts';
import { KeyValuesInput } from './key-values-input.tsx';
import { Suggestions } from './suggestions.tsx';

export interface FieldProps<F extends FieldSpec = FieldSpec> {
  field: F;
  value: unknown;
  onChange: (value: unknown) => void;
  onLeave: () => void;
  finding?: string;
  disabled?: boolean;
  autofocus?: boolean;
}

/** A labelled input with its help and what is wrong with it. */
export function Field(props: FieldProps) {
  const { field, finding } = props;
  const id = React.useId();
  const described = classes(field.help && `${id}-help`, finding && `${id}-finding`) || undefined;
  const control = {
    id,
    'aria-describedby': described,
    'aria-invalid': finding ? true : undefined,
    'aria-required': field.required || undefined,
    'data-autofocus': props.autofocus || undefined,
    disabled: props.disabled
  };
  const group = field.kind === 'key-values';
  return (
    <div className={classes('atl-Field', `atl-mod-${field.kind}`, finding && 'atl-mod-invalid')}>
      {group ? (
        <span className="atl-Field-label" id={`${id}-label`}>
          {field.label}
        </span>
      ) : (
        <label className="atl-Field-label" htmlFor={id}>
          {field.label}
          {field.required && <span aria-hidden="true"> *</span>}
        </label>
      )}
      <Input {...props} control={control} labelId={`${id}-label`} />
      {field.help && (
        <p className="atl-Field-help" id={`${id}-help`}>
          {field.help}
        </p>
      )}
      {finding && (
        <p className="atl-Field-finding" id={`${id}-finding`}>
          {finding}
        </p>
      )}
    </div>
  );
}

export type ControlAttributes = { id: string; disabled?: boolean } & React.AriaAttributes;

function Input({
  field,
  value,
  onChange,
  onLeave,
  control,
  labelId
}: FieldProps & { control: ControlAttributes; labelId: string }) {
  switch (field.kind) {
    case 'text':
      return (
        <>
          <input
            {...control}
            list={field.suggestions && `${control.id}-suggestions`}
            type={field.secret ? 'password' : 'text'}
            className="atl-Input"
            placeholder={field.placeholder}
            spellCheck={false}
            autoComplete={field.secret ? 'new-password' : 'off'}
            value={value as string}
            onChange={event => onChange(event.target.value)}
            onBlur={onLeave}
          />
          <Suggestions id={`${control.id}-suggestions`} of={field.suggestions} />
        </>
      );
    case 'textarea':
      return (
        <textarea
          {...control}
          className={classes('atl-Input', field.monospace && 'atl-mod-monospace')}
          rows={field.rows ?? 3}
          placeholder={field.placeholder}
          value={value as string}
          onChange={event => onChange(event.target.value)}
          onBlur={onLeave}
        />
      );
    case 'number':
      return (
        <NumberInput
          control={control}
          field={field}
          value={value as number | null}
          onChange={onChange}
          onLeave={onLeave}
        />
      );
    case 'select':
      return (
        <select
          {...control}
          className="atl-Input"
          value={value as string}
          onChange={event => onChange(event.target.value)}
          onBlur={onLeave}
        >
          {!field.required && !field.options.some(({ value: each }) => each === '') && (
            <option value="" />
          )}
          {field.options.map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      );
    case 'check':
      return (
        <input
          {...control}
          type="checkbox"
          checked={value as boolean}
          onChange={event => onChange(event.target.checked)}
        />
      );
    case 'key-values':
      return (
        <KeyValuesInput
          field={field}
          labelId={labelId}
          value={value as Record<string, string>}
          onChange={onChange}
          disabled={control.disabled}
        />
      );
    case 'file':
      return (
        <FileInput
          control={control}
          field={field}
          value={value as File | null}
          onChange={onChange}
        />
      );
    case 'files':
      return (
        <FilesInput
          control={control}
          field={field}
          value={value as readonly File[]}
          onChange={onChange}
        />
      );
  }
}

function NumberInput(props: {
  control: ControlAttributes;
  field: Extract<FieldSpec, { kind: 'number' }>;
  value: number | null;
  onChange: (value: unknown) => void;
  onLeave: () => void;
}) {
  const { field, value, onChange } = props;
  const [text, setText] = React.useState(value === null ? '' : String(value));
  return (
    <span className="atl-Field-unit">
      <input
        {...props.control}
        className="atl-Input"
        type="text"
        inputMode={field.integer ? 'numeric' : 'decimal'}
        placeholder={field.placeholder}
        value={text}
        onChange={event => {
          setText(event.target.value);
          onChange(event.target.value.trim() === '' ? null : Number(event.target.value));
        }}
        onBlur={props.onLeave}
      />
      {field.unit && <span>{field.unit}</span>}
    </span>
  );
}
