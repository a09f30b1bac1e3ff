export { createAtelierKernel } from './atelier-kernel.ts';
export type { AtelierKernelOptions } from './atelier-kernel.ts';
export { ConfigError, readConfig } from './config.ts';
export type { KernelConfig, TypeMode } from './config.ts';
export type { Engine } from './engine/engine.ts';
export type { MagicDefinition } from './magics/definition.ts';
