import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

import { PROTOCOL_VERSION } from './message.ts';
import type { Header, Json, Message, Outgoing } from './message.ts';

const DELIMITER = Buffer.from('<IDS|MSG>');

/** A message that the kernel does not accept: cut short, not signed with the key of this kernel, not JSON. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: 'wire.framing' | 'wire.signature' | 'wire.json';
  constructor(code: WireError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Turns messages into ZeroMQ frames and back, signed with the key of the connection file. */
export interface Framing {
  readonly session: string;
  encode(identities: readonly (Buffer | string)[], message: Outgoing): (Buffer | string)[];
  /** @throws WireError */
  decode(frames: readonly Buffer[]): Message;
}

export function createFraming(key: string, scheme = 'hmac-sha256'): Framing {
  const algorithm = scheme.replace(/^hmac-/, '');
  const session = randomUUID();

  function sign(parts: readonly (Buffer | string)[]): string {
    if (!key) return '';
    const mac = createHmac(algorithm, key);
    for (const part of parts) mac.update(part);
    return mac.digest('hex');
  }

  function assertSigned(signature: Buffer, parts: readonly Buffer[]): void {
    if (!key) return;
    const expected = Buffer.from(sign(parts));
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      throw new WireError('wire.signature', 'A message was dropped: its signature is wrong.');
    }
  }

  return {
    session,
    encode(identities, message) {
      const header: Header = {
        msg_id: randomUUID(),
        session,
        username: 'kernel',
        date: new Date().toISOString(),
        msg_type: message.type,
        version: PROTOCOL_VERSION
      };
      const parts = [header, message.parent, message.metadata ?? {}, message.content].map(part =>
        JSON.stringify(part)
      );
      const buffers = (message.buffers ?? []).map(each =>
        Buffer.from(each.buffer, each.byteOffset, each.byteLength)
      );
      return [...identities, DELIMITER, sign(parts), ...parts, ...buffers];
    },
    decode(frames) {
      const at = frames.findIndex(frame => frame.equals(DELIMITER));
      if (at < 0 || frames.length < at + 6) {
        throw new WireError('wire.framing', 'A message was dropped: it is cut short.');
      }
      const [signature, header, parent, metadata, content, ...buffers] = frames.slice(at + 1);
      assertSigned(signature, [header, parent, metadata, content]);
      try {
        return {
          identities: frames.slice(0, at),
          header: JSON.parse(header.toString()) as Header,
          parent: JSON.parse(parent.toString()) as Partial<Header>,
          metadata: JSON.parse(metadata.toString()) as Json,
          content: JSON.parse(content.toString()) as Json,
          buffers
        };
      } catch (cause) {
        throw new WireError('wire.json', 'A message was dropped: it is not JSON.', { cause });
      }
    }
  };
}
