import * as React from 'react';
import { IconButton } from '../button.tsx';
import { classes } from '../classes.ts';
import { formatBytes } from '../format.ts';
import { icons } from '../icons.ts';
import { useTrans } from '../translation.tsx';
import type { ControlAttributes } from './field.tsx';
import type { FilesField } from './field-spec.ts';

interface FilesInputProps {
  control: ControlAttributes;
  field: FilesField;
  value: readonly File[];
  onChange: (value: readonly File[]) => void;
}

/** Several files, chosen or dropped; one of a name that is there already takes its place. */
export function FilesInput({ control, field, value, onChange }: FilesInputProps) {
  const trans = useTrans();
  const [over, setOver] = React.useState(false);
  const add = (added: Iterable<File>) => {
    const all = new Map([...value, ...added].map(file => [file.name, file]));
    onChange([...all.values()]);
  };
  return (
    <>
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
          if (!control.disabled) {
            add(event.dataTransfer.files);
          }
        }}
      >
        <input
          {...control}
          type="file"
          multiple
          accept={field.accept}
          onChange={event => {
            add(event.target.files ?? []);
            // The same file can be chosen again after it was taken out.
            event.target.value = '';
          }}
        />
        <span className="atl-FileInput-face" aria-hidden="true">
          <icons.upload.react tag="span" />
          <span>{trans.__('Drop files here, or choose them')}</span>
        </span>
      </div>
      {value.length > 0 && (
        <ul className="atl-FileInput-files" aria-label={trans.__('Chosen files')}>
          {value.map(file => (
            <li key={file.name}>
              <span>
                <strong>{file.name}</strong> {formatBytes(file.size)}
              </span>
              <IconButton
                icon={icons.close}
                label={trans.__('Take out %1', file.name)}
                disabled={control.disabled}
                onClick={() => onChange(value.filter(each => each !== file))}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
