/** The port to what disks hold. Sizes in bytes. */
export interface Disk {
  /** Of the disk that a folder lies on: what a user may still write, and all of it. */
  space(folder: string): Promise<{ free: number; total: number }>;
  /** What a folder takes, with all below it on the same disk; 0 if there is none. */
  sizeOf(folder: string): Promise<number>;
}
