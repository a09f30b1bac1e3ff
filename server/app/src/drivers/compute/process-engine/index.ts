export { createProcessEngine } from './process-engine.ts';
