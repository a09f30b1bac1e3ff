export { shelfOf } from './container-spec.ts';
export { createDockerEngine } from './docker-engine.ts';
export { eventsOf } from './events.ts';
export { openDockerEngine } from './open.ts';
export { chunksOf } from './output.ts';
export { pairs } from './pairs.ts';
export { asking, explain, isStatus, unlessStatus } from './problems.ts';
export { createShelves } from './shelves.ts';
