export type { Change, Changes } from './changes.ts';
export { createEvents } from './events.service.ts';
export type { Events } from './events.service.ts';
export { createSystemRoutes } from './system.routes.ts';
