import * as React from 'react';
import { classes } from './classes.ts';

export interface TabSpec {
  readonly id: string;
  readonly label: string;
  /** A small number beside the label. */
  readonly count?: number;
  render(): React.ReactNode;
}

/** Parts of a page behind each other. Give `active` and `onChange` to keep the choice outside. */
export function Tabs(props: {
  label: string;
  tabs: readonly TabSpec[];
  active?: string;
  onChange?: (id: string) => void;
}) {
  const [own, setOwn] = React.useState(props.tabs[0]?.id);
  const id = React.useId();
  const list = React.useRef<HTMLDivElement>(null);
  const current = props.tabs.find(tab => tab.id === (props.active ?? own)) ?? props.tabs[0];
  const choose = (tab: string) => {
    setOwn(tab);
    props.onChange?.(tab);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const index = props.tabs.indexOf(current);
    const next = {
      ArrowRight: index + 1,
      ArrowLeft: index - 1,
      Home: 0,
      End: props.tabs.length - 1
    }[event.key];
    if (next === undefined) {
      return;
    }
    event.preventDefault();
    const target = (next + props.tabs.length) % props.tabs.length;
    choose(props.tabs[target].id);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[target]?.focus();
  };
  return (
    <div className="atl-Tabs">
      <div
        ref={list}
        className="atl-Tabs-list"
        role="tablist"
        aria-label={props.label}
        onKeyDown={onKeyDown}
      >
        {props.tabs.map(tab => (
          <button
            key={tab.id}
            id={`${id}-${tab.id}`}
            type="button"
            role="tab"
            aria-selected={tab === current}
            aria-controls={`${id}-panel`}
            tabIndex={tab === current ? 0 : -1}
            className={classes('atl-Tabs-tab', tab === current && 'atl-mod-current')}
            onClick={() => choose(tab.id)}
          >
            {tab.label}
            {tab.count !== undefined && <span className="atl-Tabs-count">{tab.count}</span>}
          </button>
        ))}
      </div>
      <div
        id={`${id}-panel`}
        className="atl-Tabs-panel"
        role="tabpanel"
        aria-labelledby={`${id}-${current?.id}`}
        tabIndex={0}
      >
        {current?.render()}
      </div>
    </div>
  );
}
