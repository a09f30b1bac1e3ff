export { createDockerEngine } from './docker-engine.ts';
export { openDockerEngine } from './open.ts';
export { chunksOf } from './output.ts';
export { explain } from './problems.ts';
