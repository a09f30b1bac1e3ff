import * as React from 'react';
import { classes } from '../classes.ts';
import { formatBytes } from '../format.ts';
import { icons } from '../icons.ts';
import { useTrans } from '../translation.tsx';
import type { ControlAttributes } from './field.tsx';
import type { FileField } from './field-spec.ts';

interface FileInputProps {
  control: ControlAttributes;
  field: FileField;
  value: File | null;
  onChange: (value: File | null) => void;
}

/** A file, chosen or dropped. */
export function FileInput({ control, field, value, onChange }: FileInputProps) {
  const trans = useTrans();
  const [over, setOver] = React.useState(false);
  return (
    <div
      className={classes('atl-FileInput', over && 'atl-mod-over')}
      onDragOver={event => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        event.preventDefault();
        setOver(false);
        if (!control.disabled && event.dataTransfer.files[0]) {
          onChange(event.dataTransfer.files[0]);
        }
      }}
    >
      <input
        {...control}
        type="file"
        accept={field.accept}
        onChange={event => onChange(event.target.files?.[0] ?? null)}
      />
      <span className="atl-FileInput-face" aria-hidden="true">
        <icons.upload.react tag="span" />
        {value ? (
          <span>
            <strong>{value.name}</strong> {formatBytes(value.size)}
          </span>
        ) : (
          <span>{trans.__('Drop a file here, or choose one')}</span>
        )}
      </span>
    </div>
  );
}
