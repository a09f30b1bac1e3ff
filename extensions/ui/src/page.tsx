import type { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { classes } from './classes.ts';

export interface PageProps {
  icon: LabIcon;
  title: string;
  /** A line of small facts below the title, parted by dots. */
  facts?: readonly React.ReactNode[];
  badges?: React.ReactNode;
  /** Buttons at the right. */
  actions?: React.ReactNode;
  description?: string;
  /** The content takes the page's height and scrolls by itself. */
  fill?: boolean;
  children: React.ReactNode;
}

/** The frame of a main-area page: what it is about at the top, its content below. */
export function Page(props: PageProps) {
  const facts = (props.facts ?? []).filter(
    fact => fact !== null && fact !== undefined && fact !== false
  );
  return (
    <article className={classes('atl-Page', props.fill && 'atl-mod-fill')} aria-label={props.title}>
      <header className="atl-Page-header">
        <span className="atl-Page-icon">
          <props.icon.react tag="span" />
        </span>
        <div className="atl-Page-heading">
          <h1>
            <span className="atl-Page-title">{props.title}</span>
            {props.badges}
          </h1>
          {facts.length > 0 && (
            <ul className="atl-Facts">
              {facts.map((fact, index) => (
                <li key={index}>{fact}</li>
              ))}
            </ul>
          )}
          {props.description && <p className="atl-Page-description">{props.description}</p>}
        </div>
        {props.actions && <div className="atl-Page-actions">{props.actions}</div>}
      </header>
      <div className="atl-Page-content">{props.children}</div>
    </article>
  );
}

/** A part of a page with a heading of its own. */
export function Card(props: {
  title?: string;
  actions?: React.ReactNode;
  flush?: boolean;
  className?: string;
  children: React.ReactNode;
}) {
  const id = React.useId();
  return (
    <section
      className={classes('atl-Card', props.flush && 'atl-mod-flush', props.className)}
      aria-labelledby={props.title ? id : undefined}
    >
      {(props.title || props.actions) && (
        <header className="atl-Card-header">
          {props.title && <h2 id={id}>{props.title}</h2>}
          {props.actions && <div className="atl-Card-actions">{props.actions}</div>}
        </header>
      )}
      <div className="atl-Card-body">{props.children}</div>
    </section>
  );
}

/** Figures side by side. */
export function StatGrid({ children }: { children: React.ReactNode }) {
  return <dl className="atl-StatGrid">{children}</dl>;
}

/** One figure with its name; `hint` explains it. */
export function Stat(props: { label: string; value: React.ReactNode; hint?: React.ReactNode }) {
  return (
    <div className="atl-Stat">
      <dt>{props.label}</dt>
      <dd>
        {props.value}
        {props.hint && <small>{props.hint}</small>}
      </dd>
    </div>
  );
}

/** How full something is, 0…1; it turns to a warning near its end. */
export function BarMeter(props: {
  label: string;
  /** For screen readers, where the label alone says too little. */
  name?: string;
  share: number;
  text: string;
}) {
  const share = Math.max(0, Math.min(1, props.share));
  return (
    <div className="atl-BarMeter">
      <span>{props.label}</span>
      <span className="atl-BarMeter-text">{props.text}</span>
      <div
        className="atl-BarMeter-track"
        role="meter"
        aria-label={props.name ?? props.label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={props.text}
      >
        <div
          className={classes('atl-BarMeter-bar', share > 0.9 && 'atl-mod-warning')}
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </div>
  );
}
