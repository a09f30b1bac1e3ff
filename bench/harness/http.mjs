import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * A request as the bytes that go over the wire. Made before the clock starts, so that the client
 * costs next to nothing of the machine that it shares with the server.
 */
export function requestBytes({ method = 'GET', path, headers = {}, body = '' }) {
  const payload = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const lines = {
    host: '127.0.0.1',
    'content-length': payload.length,
    'content-type': 'application/json',
    ...headers
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([
    Buffer.from(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n`),
    payload
  ]);
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** Reads one answer from the bytes so far. @returns until it is whole: undefined, or how many are missing */
function readAnswer(bytes) {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) {
    return undefined;
  }
  const head = bytes.toString('latin1', 0, end).toLowerCase();
  const status = Number(head.slice(9, 12));
  const from = end + HEAD_END.length;
  const length = /\r\ncontent-length: *(\d+)/.exec(head);
  if (length) {
    const to = from + Number(length[1]);
    return bytes.length < to
      ? { missing: to - bytes.length }
      : { status, body: bytes.subarray(from, to), to };
  }
  if (head.includes('\r\ntransfer-encoding: chunked')) {
    return readChunks(bytes, from, status);
  }
  return { status, body: Buffer.alloc(0), to: from };
}

function readChunks(bytes, from, status) {
  const parts = [];
  for (let at = from; ;) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) {
      return undefined;
    }
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    const next = line + 2 + size + 2;
    if (bytes.length < next) {
      return undefined;
    }
    if (size === 0) {
      return { status, body: Buffer.concat(parts), to: next };
    }
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = next;
  }
}

/**
 * A connection that is kept open, for one request at a time; an answer that takes longer than
 * `patience` ms ends it.
 *
 * @param target `{ path }` of a unix socket, or `{ host, port }`
 */
export async function openConnection(target, { patience = 300_000 } = {}) {
  const socket = connect(target).setNoDelay(true);
  socket.setTimeout(patience, () => socket.destroy(new Error(`No answer in ${patience} ms.`)));
  let waiting;
  let bytes = Buffer.alloc(0);
  let parts = [];
  let missing = 0;
  const fail = error => {
    waiting?.reject(error ?? new Error('The server closed the connection.'));
    waiting = undefined;
  };
  await once(socket, 'connect');
  socket.on('error', fail).on('close', () => fail());
  socket.on('data', chunk => {
    parts.push(chunk);
    missing -= chunk.length;
    if (missing > 0) {
      return;
    }
    bytes = Buffer.concat([bytes, ...parts]);
    parts = [];
    const answer = readAnswer(bytes);
    if (answer?.missing) {
      missing = answer.missing;
    } else if (answer) {
      bytes = bytes.subarray(answer.to);
      waiting?.resolve(answer);
      waiting = undefined;
    }
  });
  return {
    /** @throws Error with the answer's text when its status is not 2xx */
    async send(request) {
      if (socket.destroyed) {
        throw new Error('The server has closed the connection.');
      }
      const { promise, resolve, reject } = Promise.withResolvers();
      waiting = { resolve, reject };
      socket.write(request);
      const { status, body } = await promise;
      if (status < 200 || status > 299) {
        throw new Error(`The server answered ${status}: ${body.toString().slice(0, 500)}`);
      }
      return body;
    },
    close: () => socket.destroy()
  };
}

/** One request over a connection of its own. @returns the JSON of the answer, or its text */
export async function call(target, request, options) {
  const connection = await openConnection(target, options);
  try {
    const text = (await connection.send(requestBytes(request))).toString();
    return /^[[{"]/.test(text) ? JSON.parse(text) : text;
  } finally {
    connection.close();
  }
}
