import * as React from 'react';

/** How far outside what is seen a chart is made ready. */
const MARGIN = '300px';

/**
 * Whether an element is in sight, or nearly: charts that are not are not drawn. What has the focus
 * stays.
 */
export function useSeen(node: React.RefObject<HTMLElement>): boolean {
  const [seen, setSeen] = React.useState(typeof IntersectionObserver === 'undefined');
  React.useEffect(() => {
    const element = node.current;
    if (!element || typeof IntersectionObserver === 'undefined') {
      return;
    }
    const observer = new IntersectionObserver(
      entries => {
        const { isIntersecting } = entries[entries.length - 1];
        setSeen(before => isIntersecting || (before && element.contains(document.activeElement)));
      },
      { rootMargin: MARGIN }
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [node]);
  return seen;
}
