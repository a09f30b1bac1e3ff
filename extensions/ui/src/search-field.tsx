import * as React from 'react';
import { IconButton } from './button.tsx';
import { icons } from './icons.ts';
import { useTrans } from './translation.tsx';

export interface SearchFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** What is searched, e.g. "Search datasets"; also the placeholder. */
  label: string;
  /** Moves on into the list. */
  onArrowDown?: () => void;
}

/** A field that narrows a list while the user types; Escape empties it. */
export function SearchField({ value, onChange, label, onArrowDown }: SearchFieldProps) {
  const trans = useTrans();
  const input = React.useRef<HTMLInputElement>(null);
  return (
    <div className="atl-SearchField" role="search" aria-label={label}>
      <icons.search.react tag="span" className="atl-SearchField-icon" />
      <input
        ref={input}
        type="text"
        role="searchbox"
        aria-label={label}
        placeholder={label}
        spellCheck={false}
        value={value}
        onChange={event => onChange(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Escape' && value) {
            event.stopPropagation();
            onChange('');
          } else if (event.key === 'ArrowDown' && onArrowDown) {
            event.preventDefault();
            onArrowDown();
          }
        }}
      />
      {value && (
        <IconButton
          icon={icons.close}
          label={trans.__('Clear search')}
          onClick={() => {
            onChange('');
            input.current?.focus();
          }}
        />
      )}
    </div>
  );
}
