export { createSwarmEngine } from './swarm-engine.ts';
