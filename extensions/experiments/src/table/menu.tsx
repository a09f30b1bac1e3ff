import { Button } from '@atelier-ml/ui';
import type { ButtonProps } from '@atelier-ml/ui';
import * as React from 'react';

interface MenuProps {
  label: string;
  icon: ButtonProps['icon'];
  /** Shown beside the label, e.g. how much is set. */
  count?: number;
  children: (close: () => void) => React.ReactNode;
}

/** A button that opens a panel below it; Escape, or a press elsewhere, closes it. */
export function Menu({ label, icon, count, children }: MenuProps) {
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
    <div ref={root} className="atl-RunTable-menu">
      <Button
        ref={button}
        icon={icon}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {label}
        {count ? <b className="atl-RunTable-count">{count}</b> : null}
      </Button>
      {open && (
        <div id={id} className="atl-RunTable-panel" role="group" aria-label={label}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
