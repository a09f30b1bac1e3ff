export { createDockerEngine } from './docker-engine.ts';
