import * as React from 'react';
import { IconButton } from '../button.tsx';
import { icons } from '../icons.ts';
import { useTrans } from '../translation.tsx';

export interface ChartMenuEntry {
  readonly label: string;
  run(): void;
}

/** What else can be done with a chart, behind one button. */
export function ChartMenu({ entries }: { entries: readonly ChartMenuEntry[] }) {
  const trans = useTrans();
  const [open, setOpen] = React.useState(false);
  const root = React.useRef<HTMLSpanElement>(null);
  const items = () => [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  React.useEffect(() => {
    if (open) {
      items()[0]?.focus();
    }
  }, [open]);
  const close = () => {
    setOpen(false);
    root.current?.querySelector('button')?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Escape') {
      close();
    } else if (next !== undefined) {
      all[(next + all.length) % all.length]?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span
      ref={root}
      className="atl-ChartMenu"
      onBlur={event => {
        if (!event.currentTarget.contains(event.relatedTarget)) {
          setOpen(false);
        }
      }}
    >
      <IconButton
        icon={icons.more}
        label={trans.__('More')}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <ul role="menu" aria-label={trans.__('More')} onKeyDown={onKeyDown}>
          {entries.map(({ label, run }) => (
            <li key={label} role="none">
              <button
                type="button"
                role="menuitem"
                tabIndex={-1}
                onClick={() => {
                  close();
                  run();
                }}
              >
                {label}
              </button>
            </li>
          ))}
        </ul>
      )}
    </span>
  );
}
