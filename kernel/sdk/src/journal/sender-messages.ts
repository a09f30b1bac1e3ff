import type { Configuration } from '../configuration.ts';

/** What the sending thread is started with. */
export interface SenderData {
  configuration: Configuration;
}

/** What the sending thread adds to a run by itself. */
export interface CaptureRequest {
  /** Folder that the program runs in. */
  folder: string;
  git: boolean;
  environment: boolean;
  /** Seconds between two looks at the machine, and the step of the first; `false` for none. */
  system: false | { every: number; firstStep: number };
}

/** To the sending thread. */
export interface SenderRequest {
  type: 'open';
  file: string;
  buffer: SharedArrayBuffer;
  capture?: CaptureRequest;
}

/** From the sending thread. */
export type SenderReport =
  | { type: 'workspace'; file: string; workspaceId: string }
  | { type: 'failure'; file: string; message: string }
  | { type: 'settled'; file: string; state: 'delivered' | 'refused' };
