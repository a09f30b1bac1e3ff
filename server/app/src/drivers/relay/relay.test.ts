import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createConnection, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { json, text } from 'node:stream/consumers';
import { AtelierError, ErrorBody } from '@atelier-ml/api';
import { createRelay } from './index.ts';
import type { Relay } from './index.ts';

const AGENT = join(import.meta.dirname, 'agent.ts');

describe('a relay to a container', () => {
  let folder: string;
  let agent: ChildProcess;
  const relays: Relay[] = [];
  const servers: Server[] = [];

  const run = (mode: string): ChildProcess =>
    spawn(process.execPath, [AGENT, mode, folder], { stdio: ['pipe', 'pipe', 'inherit'] });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-relay-'));
    agent = run('serve');
  });
  afterEach(async () => {
    relays.splice(0).forEach(relay => relay.close());
    servers.splice(0).forEach(server => server.close());
    agent.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  /** With a way to cut its connection, and to keep it from having another one. */
  function connect(wanted: (stream: Duplex) => void = stream => stream.destroy()) {
    const links: ChildProcess[] = [];
    const told: (string | null)[] = [];
    const news = new EventEmitter();
    let away: AtelierError | undefined;
    const relay = createRelay({
      async dial() {
        if (away) {
          throw away;
        }
        const link = run('join');
        links.push(link);
        return { stdin: link.stdin!, stdout: link.stdout! };
      },
      wanted,
      told(problem) {
        told.push(problem && problem.code);
        news.emit('told');
      }
    });
    relays.push(relay);
    const cut = (): void => void links.at(-1)!.kill('SIGKILL');
    return {
      ...{ relay, told, news, cut },
      leave: (problem?: AtelierError) => {
        away = problem;
      }
    };
  }
  async function listen(name: string, served: (socket: Socket) => void): Promise<string> {
    const path = join(folder, name);
    const server = createServer({ allowHalfOpen: true }, served).listen(path);
    servers.push(server);
    await once(server, 'listening');
    return path;
  }
  const echo = (socket: Socket): void => void socket.pipe(socket);

  it('carries streams to sockets there, also to those that listen a little later', async () => {
    const { relay } = connect();
    const early = relay.open({ connect: join(folder, 'late') });
    early.end('hello');
    await relay.joined();
    await listen('late', echo);
    expect(await text(early)).toBe('hello');
  });

  it('loses and doubles nothing when its connection is lost, and goes on with the next one', async () => {
    const { cut, relay } = connect();
    const path = await listen('echo', echo);
    await relay.joined();
    const stream = relay.open({ connect: path });
    const lines = Array.from({ length: 3_000 }, (_, number) => `${number} ${'x'.repeat(500)}\n`);
    const back = text(stream);
    for (const [number, line] of lines.entries()) {
      if (!stream.write(line)) {
        await once(stream, 'drain');
      }
      if (number % 1_000 === 500) {
        cut();
      }
    }
    stream.end();
    expect(await back).toBe(lines.join(''));
  }, 20_000);

  it('holds back who writes faster than is read', async () => {
    const { relay } = connect();
    let reader: Socket | undefined;
    const path = await listen('slow', socket => {
      reader = socket.pause();
    });
    const stream = relay.open({ connect: path });
    const all = Buffer.alloc(8 << 20, 1);
    let written = 0;
    stream.write(all, () => (written = all.length));
    await relay.joined();
    // Answers come in their order: what can be under way has been sent by now.
    await relay.call('sizeOf', { folder });
    expect(written).toBe(0);
    let received = 0;
    reader!.on('data', (bytes: Buffer) => (received += bytes.length)).resume();
    stream.end();
    await once(reader!, 'end');
    expect(received).toBe(all.length);
  }, 20_000);

  it('brings programs there to the studio', async () => {
    const { relay } = connect(stream => {
      stream.end('the studio');
      stream.resume();
    });
    await relay.joined();
    expect(await text(createConnection(join(folder, 'studio')))).toBe('the studio');
  });

  it('places files, and looks after processes of the container', async () => {
    const { relay } = connect();
    await relay.joined();
    const place = { folder: join(folder, 'k'), files: { pid: String(process.pid) } };
    await relay.call('place', place);
    expect(await readFile(join(place.folder, 'pid'), 'utf8')).toBe(String(process.pid));
    const found = await relay.call('identify', { file: join(place.folder, 'pid') });
    expect(found!.pid).toBe(process.pid);
    const [usage, none] = await relay.call('measure', {
      processes: [found!, { pid: found!.pid, mark: 'another' }]
    });
    expect([usage!.memory > 0, none]).toEqual([true, null]);
    await expect(
      relay.call('place', { folder: join(place.folder, 'pid', 'none'), files: {} })
    ).rejects.toMatchObject({ code: 'engine-failed' });
  });

  it('says that nobody answers, and that somebody does again', async () => {
    const { cut, leave, news, relay, told } = connect();
    await relay.joined();
    leave(new AtelierError('engine-unreachable', 'The network is gone.', { remedy: 'Wait.' }));
    const stream = relay.open({ connect: await listen('echo', echo) });
    cut();
    while (told.at(-1) !== 'engine-unreachable') {
      await once(news, 'told');
    }
    await expect(relay.call('sizeOf', { folder })).rejects.toMatchObject({
      code: 'engine-unreachable'
    });
    stream.end('still there');
    leave();
    expect(await text(stream)).toBe('still there');
    expect(told.at(-1)).toBeNull();
  }, 20_000);

  it('tells programs there that the studio is not reached, and has passed nothing on', async () => {
    const { cut, leave, news, relay, told } = connect();
    await relay.joined();
    leave(new AtelierError('engine-unreachable', 'The network is gone.', { remedy: 'Wait.' }));
    cut();
    while (told.at(-1) !== 'engine-unreachable') {
      await once(news, 'told');
    }
    const socketPath = join(folder, 'studio');
    const asking = request({ socketPath, method: 'POST' }).end('a body');
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(503);
    expect(ErrorBody.parse(await json(answer)).error.code).toBe('server-unreachable');
    leave();
    await relay.joined();
  }, 20_000);

  it('ends streams of a server before it, and all of them with the agent', async () => {
    const before = connect();
    await before.relay.joined();
    const ends: Promise<unknown>[] = [];
    const path = await listen('held', socket => {
      socket.resume();
      ends.push(once(socket, 'end'));
      socket.write('here');
    });
    const stream = before.relay.open({ connect: path });
    await once(stream, 'data');
    before.cut();
    before.leave(new AtelierError('not-running', 'It is over.', { remedy: 'Start it.' }));
    const after = connect();
    await after.relay.joined();
    const other = after.relay.open({ connect: path });
    await once(other, 'data');
    servers[0]!.close();
    stream.destroy();
    after.leave(new AtelierError('not-running', 'It is over.', { remedy: 'Start it.' }));
    agent.kill('SIGKILL');
    await once(other, 'close');
    expect(after.relay.isClosed).toBe(true);
    await Promise.all(ends);
  }, 20_000);
});
