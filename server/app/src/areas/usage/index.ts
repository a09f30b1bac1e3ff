export type { HoldingSource, Rooms } from './holdings.ts';
export { createMachineRooms } from './machine-rooms.ts';
export { createUsageRoutes } from './usage.routes.ts';
export { createUsage } from './usage.service.ts';
export type { Usage } from './usage.service.ts';
