import * as React from 'react';
import { Button } from './button.tsx';
import type { ButtonProps } from './button.tsx';
import { classes } from './classes.ts';

export interface MenuProps {
  label: string;
  icon: ButtonProps['icon'];
  /** Shown beside the label: what is set, or how much. */
  value?: React.ReactNode;
  /** Along which side of the button the panel lies. */
  side?: 'left' | 'right';
  children: (close: () => void) => React.ReactNode;
}

/** A button that opens a panel below it; Escape, or a press elsewhere, closes it. */
export function Menu({ label, icon, value, side = 'right', children }: MenuProps) {
  const [open, setOpen] = React.useState(false);
  const root = React.useRef<HTMLDivElement>(null);
  const button = React.useRef<HTMLButtonElement>(null);
  const id = React.useId();
  React.useEffect(() => {
    if (!open) {
      return;
    }
    const onPress = (event: MouseEvent) => {
      if (!root.current?.contains(event.target as Node)) {
        setOpen(false);
      }
    };
    // on the document: what had the focus can go away when it is unticked
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        setOpen(false);
        button.current?.focus();
      }
    };
    document.addEventListener('mousedown', onPress);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('mousedown', onPress);
      document.removeEventListener('keydown', onKey);
    };
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div ref={root} className="atl-Menu">
      <Button
        ref={button}
        icon={icon}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {label}
        {value ? <b className="atl-Menu-value">{value}</b> : null}
      </Button>
      {open && (
        <div
          id={id}
          className={classes('atl-Menu-panel', side === 'left' && 'atl-mod-left')}
          role="group"
          aria-label={label}
        >
          {children(close)}
        </div>
      )}
    </div>
  );
}
