import type { Configuration } from '../configuration.ts';

/** What the sending thread is started with. */
export interface SenderData {
  configuration: Configuration;
}

/** To the sending thread. */
export type SenderRequest = { type: 'open'; file: string; buffer: SharedArrayBuffer };

/** From the sending thread. */
export type SenderReport =
  | { type: 'workspace'; file: string; workspaceId: string }
  | { type: 'failure'; file: string; message: string }
  | { type: 'settled'; file: string; state: 'delivered' | 'refused' };
