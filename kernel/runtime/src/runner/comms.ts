import { randomUUID } from 'node:crypto';

import type { Channel } from './channel.ts';
import type { Jobs } from './job.ts';
import type { CommContent } from './messages.ts';

export interface CommMessage {
  content: CommContent;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}
type Listener = (message: CommMessage) => void;

/** One end of a conversation with a widget in the front end. */
export interface Comm {
  readonly id: string;
  readonly targetName: string;
  send(data: unknown, metadata?: Record<string, unknown>, buffers?: Uint8Array[]): void;
  close(data?: unknown): void;
  onMessage(listener: Listener): void;
  onClose(listener: Listener): void;
}

export interface OpenOptions {
  id?: string;
  metadata?: Record<string, unknown>;
  buffers?: Uint8Array[];
}

/** The global `comms` of cells. */
export interface Comms {
  registerTarget(name: string, onOpen: (comm: Comm, message: CommMessage) => void): void;
  open(target: string, data?: unknown, options?: OpenOptions): Comm;
}

export interface CommCenter {
  comms: Comms;
  receive(kind: 'comm_open' | 'comm_msg' | 'comm_close', message: CommMessage): void;
  list(target?: string): Record<string, { target_name: string }>;
}

interface Entry {
  comm: Comm;
  onMessage: Listener[];
  onClose: Listener[];
}

export function createCommCenter(channel: Channel, jobs: Jobs): CommCenter {
  const open = new Map<string, Entry>();
  const targets = new Map<string, (comm: Comm, message: CommMessage) => void>();

  function tell(
    kind: 'comm_open' | 'comm_msg' | 'comm_close',
    content: CommContent,
    metadata?: Record<string, unknown>,
    buffers?: Uint8Array[]
  ): void {
    const parent = jobs.current()?.parent ?? 0;
    channel.report({ type: 'comm', parent, kind, content, metadata, buffers });
  }

  function add(id: string, targetName: string): Comm {
    const entry: Entry = {
      onMessage: [],
      onClose: [],
      comm: {
        id,
        targetName,
        send: (data, metadata, buffers) =>
          tell('comm_msg', { comm_id: id, data }, metadata, buffers),
        close(data = {}) {
          if (open.delete(id)) tell('comm_close', { comm_id: id, data });
        },
        onMessage: listener => void entry.onMessage.push(listener),
        onClose: listener => void entry.onClose.push(listener)
      }
    };
    open.set(id, entry);
    return entry.comm;
  }

  function opened(message: CommMessage): void {
    const { comm_id: id, target_name: name = '' } = message.content;
    const onOpen = targets.get(name);
    if (onOpen) return onOpen(add(id, name), message);
    // The protocol asks for a closing answer where nobody knows the target.
    tell('comm_close', { comm_id: id, data: {} });
  }

  return {
    comms: {
      registerTarget: (name, onOpen) => void targets.set(name, onOpen),
      open(target, data = {}, { id = randomUUID(), metadata, buffers } = {}) {
        const comm = add(id, target);
        tell('comm_open', { comm_id: id, target_name: target, data }, metadata, buffers);
        return comm;
      }
    },
    receive(kind, message) {
      if (kind === 'comm_open') return opened(message);
      const entry = open.get(message.content.comm_id);
      if (!entry) return;
      if (kind === 'comm_close') open.delete(entry.comm.id);
      for (const listener of kind === 'comm_msg' ? entry.onMessage : entry.onClose) {
        listener(message);
      }
    },
    list(target) {
      const found = [...open.values()].filter(each => !target || each.comm.targetName === target);
      return Object.fromEntries(
        found.map(({ comm }) => [comm.id, { target_name: comm.targetName }])
      );
    }
  };
}
