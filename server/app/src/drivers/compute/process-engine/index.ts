export { createProcessEngine } from './process-engine.ts';
export { surroundings } from './program.ts';
