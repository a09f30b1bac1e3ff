import type { ComputeInstance, Gpu, Host } from '@atelier-ml/api';

export function buildInstance(given: Partial<ComputeInstance> = {}): ComputeInstance {
  return {
    id: '3'.repeat(32),
    workspaceId: '0'.repeat(32),
    name: 'small',
    description: '',
    driver: 'process',
    attached: null,
    image: null,
    environment: null,
    network: 'none',
    kernels: [{ language: 'typescript', kernelspec: 'atelier-small' }],
    problem: null,
    warmKernels: null,
    lastExit: null,
    state: 'running',
    size: {
      ...{ cpus: null, memoryMb: null, sharedMemoryMb: null, diskGb: null },
      ...{ gpus: 0, gpuSharing: 'exclusive' }
    },
    gpus: [],
    owner: { username: 'ada', name: 'Ada' },
    tags: {},
    setupScript: '',
    setUp: null,
    idleShutdownMinutes: null,
    idle: null,
    schedules: [],
    stopReason: null,
    usage: null,
    disk: null,
    environmentVariables: {},
    kernelspec: 'atelier-small',
    kernelCount: 0,
    createdAt: 0,
    updatedAt: 0,
    ...given
  };
}

export const buildGpu = (given: Partial<Gpu> = {}): Gpu => ({
  ...{ uuid: 'GPU-0', index: 0, name: 'A GPU' },
  ...{ memoryTotal: 8 * 1024 ** 3, memoryUsed: 2 * 1024 ** 3 },
  ...{ utilizationPercent: 40, temperature: 41, powerWatts: 70 },
  ...{ holders: [], sharing: null },
  ...given
});

export function buildHost(given: Partial<Host> = {}): Host {
  return {
    hostname: 'workbench',
    platform: 'linux',
    cpuModel: 'A processor',
    cpus: 8,
    cpuPercent: 25,
    memoryTotal: 16 * 1024 ** 3,
    memoryAvailable: 12 * 1024 ** 3,
    diskTotal: 100 * 1024 ** 3,
    diskAvailable: 5 * 1024 ** 3,
    gpus: [],
    ...given
  };
}
