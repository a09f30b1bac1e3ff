export { createRunRendererFactory } from './run-renderer.tsx';
export { RUN_MEDIA_TYPE } from './run-output.ts';
