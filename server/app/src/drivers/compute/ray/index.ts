export { createRayEngine } from './ray-engine.ts';
