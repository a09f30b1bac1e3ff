export type { Check, Finding } from './check.ts';
export { database, dataFolder, tokenFile } from './data.ts';
export { freeDisk, nodeVersion, onnxRuntime } from './machine.ts';
export { lock, server } from './server.ts';
