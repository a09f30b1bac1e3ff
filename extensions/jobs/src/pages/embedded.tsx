import type { Widget } from '@lumino/widgets';
import { Widget as LuminoWidget } from '@lumino/widgets';
import * as React from 'react';

/** A widget within a page. */
export function Embedded({ create }: { create(): Widget }) {
  const place = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    const widget = create();
    LuminoWidget.attach(widget, place.current!);
    return () => widget.dispose();
  }, [create]);
  return <div className="atl-Jobs-embedded" ref={place} />;
}
