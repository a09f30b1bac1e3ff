export { createRelay } from './relay.ts';
export type { Relay } from './relay.ts';
