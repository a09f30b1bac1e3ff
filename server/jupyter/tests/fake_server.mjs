// Stands in for the Atelier server where a test is about what lies in front of it: same command
// line, same first word, routes that echo, stream, crash and leave at command.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    listen: { type: 'string' },
    'token-file': { type: 'string' },
    'stop-with-stdin': { type: 'boolean' }
  }
});
const behaviour = process.env.FAKE_SERVER ?? '';
const say = line => process.stdout.write(`${JSON.stringify(line)}\n`);

if (behaviour === 'broken') {
  console.error('{"level":50,"msg":"the database is broken"}');
  say({
    event: 'failed',
    error: { code: 'store-unavailable', message: 'The database is broken.', remedy: 'Restore it.' }
  });
  process.exit(1);
}
if (behaviour === 'mute') process.exit(3);

const file = join(values.data, 'server.json');
const tokenFile = values['token-file'];
mkdirSync(values.data, { recursive: true });
if (!existsSync(tokenFile)) writeFileSync(tokenFile, randomBytes(32).toString('hex'));
const token = readFileSync(tokenFile, 'utf8');
const socket = (values.listen ?? `unix:${join(values.data, 's')}`).replace(/^unix:/, '');
mkdirSync(dirname(socket), { recursive: true });
rmSync(socket, { force: true });

const json = (response, status, body) => {
  response.writeHead(status, { 'content-type': 'application/json', 'set-cookie': 'own=1' });
  response.end(JSON.stringify(body));
};
const seen = request => ({
  method: request.method,
  url: request.url,
  headers: request.headers
});

const routes = {
  '/api/health': (_request, response) => json(response, 200, { pid: process.pid }),
  '/api/crash': () => process.exit(9),
  '/api/redirect': (_request, response) => response.writeHead(302, { location: '/x' }).end(),
  '/api/upload': (request, response) => {
    const hash = createHash('sha256');
    let size = 0;
    request.on('data', chunk => {
      hash.update(chunk);
      size += chunk.length;
    });
    request.on('end', () => json(response, 200, { size, sha256: hash.digest('hex') }));
  },
  '/api/download': async (request, response) => {
    const { searchParams } = new URL(request.url, 'http://server');
    const chunk = Buffer.alloc(1 << 20, 1);
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    for (let sent = 0; sent < Number(searchParams.get('mebibytes')); sent++) {
      if (!response.write(chunk)) await new Promise(resolve => response.once('drain', resolve));
      if (searchParams.has('break') && sent === 3) return response.destroy();
    }
    response.end();
  },
  '/api/events': (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`id: 1\ndata: ${request.headers['last-event-id'] ?? 'none'}\n\n`);
    request.on('close', () => writeFileSync(join(values.data, 'reader-left'), ''));
  }
};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://server');
  if (pathname.startsWith('/endpoints/')) return json(response, 200, seen(request));
  if (request.headers.authorization !== `Bearer ${token}`) {
    return json(response, 401, { error: { code: 'unauthenticated', message: 'No.' } });
  }
  const answer = routes[pathname] ?? ((_, reply) => json(reply, 200, seen(request)));
  return answer(request, response);
});

/** Echoes WebSocket frames as they come; unmasks them, which is all that a short test needs. */
server.on('upgrade', (request, stream) => {
  if (!request.url.startsWith('/ws')) {
    stream.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
    return;
  }
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  stream.write(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Accept: ${accept}\r\n\r\n`
  );
  stream.on('data', frame => {
    if ((frame[0] & 0x0f) === 8) return stream.end();
    const length = frame[1] & 0x7f;
    const mask = frame.subarray(2, 6);
    const payload = frame.subarray(6, 6 + length).map((byte, at) => byte ^ mask[at % 4]);
    stream.write(Buffer.concat([Buffer.from([0x81, length]), payload]));
  });
  stream.on('error', () => stream.destroy());
});

const stop = () => {
  rmSync(file, { force: true });
  process.exit(0);
};
process.on('SIGTERM', stop);
if (values['stop-with-stdin']) process.stdin.on('end', stop).resume();

server.listen(socket, () => {
  const url = `unix:${socket}`;
  writeFileSync(file, JSON.stringify({ url, pid: process.pid, tokenFile }));
  say({ event: 'ready', url, pid: process.pid, version: 'test' });
  console.error('{"level":30,"msg":"listening"}');
});
