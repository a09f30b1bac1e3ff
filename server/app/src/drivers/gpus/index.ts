export type { Gpu, GpuProcess, Gpus } from './gpus.ts';
export { createNvidiaGpus } from './nvidia-smi.ts';
