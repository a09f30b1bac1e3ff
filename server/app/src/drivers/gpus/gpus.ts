/** A GPU of the server's machine, and what it does now; null where its driver does not tell. */
export interface Gpu {
  /** Stays the same however the machine numbers its devices. */
  uuid: string;
  index: number;
  name: string;
  /** Bytes. */
  memoryTotal: number;
  /** Bytes. */
  memoryUsed: number;
  /** Share of the last moments in which it has worked, 0–100. */
  utilizationPercent: number | null;
  /** Degrees Celsius. */
  temperature: number | null;
  powerWatts: number | null;
}

/** A process of this machine that works on a GPU. */
export interface GpuProcess {
  pid: number;
  /** Of the GPU. */
  uuid: string;
  /** Bytes of the GPU's memory that it has; null where the driver does not tell. */
  memoryUsed: number | null;
}

/** The port to the GPUs of this machine. */
export interface Gpus {
  /** Those that there are; none where nothing tells of any. At most some seconds old. */
  list(): Promise<Gpu[]>;
  /** Who works on them, as far as the driver tells; at most some seconds old. */
  processes(): Promise<GpuProcess[]>;
}
