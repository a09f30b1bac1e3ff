export { createDockerEngine } from './docker-engine.ts';
export { chunksOf } from './output.ts';
export { explain } from './problems.ts';
