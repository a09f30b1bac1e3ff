export { createComparisonRendererFactory } from './comparison-renderer.tsx';
export { COMPARISON_MEDIA_TYPE } from './comparison-output.ts';
