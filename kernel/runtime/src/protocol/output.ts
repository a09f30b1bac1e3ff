import type { Report, StreamName } from '../runner/messages.ts';
import type { Header, Json } from '../wire/message.ts';
import type { Wire } from '../wire/sockets.ts';

/** Which request a number stands for; outputs of the runner carry the number. */
export interface Parents {
  add(header: Header): number;
  headerOf(parent: number): Partial<Header>;
}

const MOST_PARENTS = 5000;

export function createParents(): Parents {
  const headers = new Map<number, Header>();
  let count = 0;
  return {
    add(header) {
      headers.set(++count, header);
      headers.delete(count - MOST_PARENTS);
      return count;
    },
    headerOf: parent => headers.get(parent) ?? {}
  };
}

type Shown = Extract<Report, { type: 'display' | 'clear' | 'comm' }>;

/** Publishes what cells print and show, in the order in which it came. */
export interface Output {
  /** Joins with other text that comes at nearly the same time. */
  text(parent: number, name: StreamName, text: string): void;
  show(report: Shown): void;
  publish(parent: Partial<Header>, type: string, content: object, metadata?: Json): void;
  status(parent: Partial<Header>, state: 'busy' | 'idle' | 'starting'): void;
  /** Sends the text that still waits for more. */
  flush(): void;
}

const WAIT_MS = 8;
const MOST_TEXT = 1 << 16;

export function createOutput(wire: Pick<Wire, 'publish'>, parents: Parents): Output {
  let pending: { parent: number; name: StreamName; parts: string[]; size: number } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    if (!pending) return;
    clearTimeout(timer);
    const { parent, name, parts } = pending;
    pending = undefined;
    const content = { name, text: parts.join('') };
    wire.publish({ type: 'stream', content, parent: parents.headerOf(parent) });
  }

  function publish(parent: Partial<Header>, type: string, content: object, metadata?: Json): void {
    flush();
    wire.publish({ type, content, parent, metadata });
  }

  return {
    flush,
    publish,
    status: (parent, state) => publish(parent, 'status', { execution_state: state }),
    text(parent, name, text) {
      const same = pending?.parent === parent && pending.name === name;
      if (pending && (!same || pending.size > MOST_TEXT)) flush();
      if (!pending) {
        pending = { parent, name, parts: [], size: 0 };
        timer = setTimeout(flush, WAIT_MS);
      }
      pending.parts.push(text);
      pending.size += text.length;
    },
    show(report) {
      const parent = parents.headerOf(report.parent);
      if (report.type === 'clear') return publish(parent, 'clear_output', { wait: report.wait });
      if (report.type === 'comm') {
        flush();
        const { kind: type, content, metadata, buffers } = report;
        return wire.publish({ type, content, parent, metadata, buffers });
      }
      publish(parent, report.update ? 'update_display_data' : 'display_data', {
        data: report.data,
        metadata: report.metadata,
        transient: report.id === undefined ? {} : { display_id: report.id }
      });
    }
  };
}
