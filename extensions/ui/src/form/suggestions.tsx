import * as React from 'react';
import type { Suggestion } from './field-spec.ts';

/** What an input whose `list` is `id` offers while one types. */
export function Suggestions({ id, of }: { id: string; of: readonly Suggestion[] | undefined }) {
  return of ? (
    <datalist id={id}>
      {of.map(({ label, value }) => (
        <option key={value} value={value} label={label} />
      ))}
    </datalist>
  ) : null;
}
