/** What cells find without an import, as declarations for the tools. */
export const AMBIENT = `
interface DisplayOptions { id?: string; update?: boolean; metadata?: Record<string, unknown> }
type ShowFormat = (content: unknown, options?: DisplayOptions) => void;
/** Shows a value, or text in a format, as an output of the cell. */
declare const display: {
  (value: unknown, options?: DisplayOptions): Promise<void>;
  html: ShowFormat; markdown: ShowFormat; latex: ShowFormat; svg: ShowFormat; png: ShowFormat;
  jpeg: ShowFormat; gif: ShowFormat; pdf: ShowFormat; text: ShowFormat; javascript: ShowFormat;
  json: ShowFormat; vega: ShowFormat;
  /** Shows a bundle of representations, by MIME type. */
  raw(bundle: Record<string, unknown>, options?: DisplayOptions): void;
  /** Clears the output of the cell; with \`wait\`, when the next output comes. */
  clear(wait?: boolean): void;
};
/** Asks the user and waits for the answer. */
declare function prompt(message?: string, options?: { password?: boolean }): string;
interface CommMessage { content: { comm_id: string; data?: any }; metadata: Record<string, unknown>; buffers: Uint8Array[] }
interface Comm {
  readonly id: string; readonly targetName: string;
  send(data: unknown, metadata?: Record<string, unknown>, buffers?: Uint8Array[]): void;
  close(data?: unknown): void;
  onMessage(listener: (message: CommMessage) => void): void;
  onClose(listener: (message: CommMessage) => void): void;
}
/** Conversations with widgets in the front end. */
declare const comms: {
  registerTarget(name: string, onOpen: (comm: Comm, message: CommMessage) => void): void;
  open(target: string, data?: unknown, options?: { id?: string; metadata?: Record<string, unknown>; buffers?: Uint8Array[] }): Comm;
};
/** Thrown in a cell that the user interrupts. */
declare class KeyboardInterrupt extends Error {}
`;
