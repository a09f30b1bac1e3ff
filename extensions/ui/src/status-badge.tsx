import * as React from 'react';
import { classes } from './classes.ts';

export type Tone = 'success' | 'info' | 'warning' | 'error' | 'neutral';

/** The state of a thing: a coloured dot and the word. `busy` makes the dot breathe. */
export function StatusBadge(props: {
  tone: Tone;
  busy?: boolean;
  children: React.ReactNode;
  title?: string;
}) {
  return (
    <span
      className={classes('atl-StatusBadge', `atl-mod-${props.tone}`, props.busy && 'atl-mod-busy')}
      title={props.title}
    >
      <span className="atl-StatusBadge-dot" aria-hidden="true" />
      {props.children}
    </span>
  );
}

/** A small label, e.g. a tag, an alias, a column's type. */
export function Chip(props: {
  children: React.ReactNode;
  title?: string;
  tone?: Tone;
  onRemove?: () => void;
  removeLabel?: string;
}) {
  return (
    <span
      className={classes('atl-Chip', props.tone && `atl-mod-${props.tone}`)}
      title={props.title}
    >
      <span className="atl-Chip-text">{props.children}</span>
      {props.onRemove && (
        <button type="button" aria-label={props.removeLabel} onClick={props.onRemove}>
          ×
        </button>
      )}
    </span>
  );
}
