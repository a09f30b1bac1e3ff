import * as React from 'react';

const USUAL = 640;

/** The width of an element in pixels, as it changes. */
export function useWidth(node: React.RefObject<HTMLElement>): number {
  const [width, setWidth] = React.useState(USUAL);
  React.useLayoutEffect(() => {
    const element = node.current;
    if (!element) {
      return;
    }
    const measure = () => {
      // what JupyterLab hides for a moment keeps its size
      if (element.clientWidth > 0) {
        setWidth(element.clientWidth);
      }
    };
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [node]);
  return width;
}
