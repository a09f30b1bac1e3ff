export { createComparisonRendererFactory } from './comparison-renderer.tsx';
