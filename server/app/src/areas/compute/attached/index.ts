export { createAttachedRoutes } from './attached.routes.ts';
export { createAttached } from './attached.service.ts';
export type { Attached } from './attached.service.ts';
export { attachedIdOf, driverOf, isOnRay, isOnSpark } from './attached.store.ts';
