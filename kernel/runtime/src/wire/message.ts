/** The version of the messaging protocol that the kernel speaks. */
export const PROTOCOL_VERSION = '5.5';

export type Json = Record<string, unknown>;

export interface Header {
  msg_id: string;
  session: string;
  username: string;
  date: string;
  msg_type: string;
  version: string;
}

/** One message as it came in. */
export interface Message {
  /** Addresses of the sender, needed to answer it. */
  identities: Buffer[];
  header: Header;
  parent: Partial<Header>;
  metadata: Json;
  content: Json;
  buffers: Buffer[];
}

/** One message to send. */
export interface Outgoing {
  type: string;
  content: object;
  parent: Partial<Header>;
  metadata?: Json;
  buffers?: readonly Uint8Array[];
}

/** The channels on which a client asks and the kernel answers. */
export type RequestChannel = 'shell' | 'control' | 'stdin';

/** The connection file of Jupyter. */
export interface Connection {
  transport: 'tcp' | 'ipc';
  ip: string;
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
  key: string;
  signature_scheme: string;
  curve_publickey?: string;
  curve_secretkey?: string;
}
