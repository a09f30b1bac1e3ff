import * as React from 'react';

/** Buttons in a row that are one stop of the Tab key; the arrow keys move within. */
export function Toolbar({ label, children }: { label: string; children: React.ReactNode }) {
  const ref = React.useRef<HTMLDivElement>(null);
  const buttons = () => [
    ...(ref.current?.querySelectorAll<HTMLElement>('button:not(:disabled), input, select') ?? [])
  ];
  React.useEffect(() => {
    const all = buttons();
    const current = all.find(button => button === document.activeElement) ?? all[0];
    all.forEach(button => (button.tabIndex = button === current ? 0 : -1));
  });
  const onKeyDown = (event: React.KeyboardEvent) => {
    const all = buttons();
    const index = all.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: all.length - 1 }[
      event.key
    ];
    if (next === undefined || index < 0 || (event.target as HTMLElement).tagName === 'INPUT') {
      return;
    }
    event.preventDefault();
    const target = all[(next + all.length) % all.length];
    all.forEach(button => (button.tabIndex = button === target ? 0 : -1));
    target.focus();
  };
  return (
    <div ref={ref} className="atl-Toolbar" role="toolbar" aria-label={label} onKeyDown={onKeyDown}>
      {children}
    </div>
  );
}
