export type { Gpu, Gpus } from './gpus.ts';
export { createNvidiaGpus } from './nvidia-smi.ts';
