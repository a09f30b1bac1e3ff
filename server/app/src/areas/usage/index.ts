export type { HoldingSource, Rooms } from './holdings.ts';
export { createMachineRooms } from './machine-rooms.ts';
export type { Quotas } from './quotas.service.ts';
export type { Rates } from './rates.service.ts';
export { createUsageArea } from './usage-area.ts';
export type { UsageMeter } from './usage-meter.ts';
export { createUsageRoutes } from './usage.routes.ts';
