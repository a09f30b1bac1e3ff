import { rm } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerCall } from './answer-call.ts';
import type { Target } from './calls.ts';
import { createFrameReader, encodeFrame, FRAME, objectFrame, objectOf } from './frames.ts';
import type { Frame } from './frames.ts';
import { createSession } from './session.ts';
import type { Hello, Session } from './session.ts';
import { createStreams } from './streams.ts';
import type { Streams } from './streams.ts';

/**
 * The program that a container elsewhere consists of; its kernels are further ones. `agent.mjs serve
 * FOLDER` does what a studio wants of it and brings the studio to programs there; `agent.mjs join FOLDER`
 * joins its input and output with it. `agent.mjs lend FOLDER` is both at once, and only for the studio: beside a
 * program that is a container's own.
 */
const AGENT = 'agent';
/** Where programs in the container find the studio. */
const STUDIO = 'studio';
const RETRY_EVERY = 25;
/** Milliseconds in which a kernel begins to listen, and the agent itself. */
const PATIENCE = 20_000;
const AWAY = JSON.stringify({
  error: {
    code: 'server-unreachable',
    message: 'The Atelier server cannot be reached from here at the moment.',
    remedy: 'Try again when the network and the server are back.'
  }
});
/** Tells who asks that nothing was passed on: whatever it is may be asked again. */
const UNAVAILABLE = [
  'HTTP/1.1 503 Service Unavailable',
  'content-type: application/json',
  `content-length: ${Buffer.byteLength(AWAY)}`,
  'connection: close',
  '',
  AWAY
].join('\r\n');

/** Connects as soon as somebody listens there. */
async function connect(path: string): Promise<Socket> {
  for (let waited = 0; ; waited += RETRY_EVERY) {
    const socket = createConnection(path);
    const isConnected = await new Promise<boolean>(resolve => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    if (isConnected) {
      return socket;
    }
    if (waited >= PATIENCE) {
      throw new Error(`nobody listens at ${path}`);
    }
    await sleep(RETRY_EVERY);
  }
}

async function joinStreams(one: Duplex, other: Duplex): Promise<void> {
  await Promise.allSettled([pipeline(one, other), pipeline(other, one)]);
  one.destroy();
  other.destroy();
}

async function reach(path: string, stream: Duplex): Promise<void> {
  try {
    const socket = await connect(path);
    socket.on('error', () => undefined);
    await joinStreams(stream, socket);
  } catch {
    stream.destroy();
  }
}

function opened(target: unknown, stream: Duplex): void {
  const wanted = target as Target;
  if ('connect' in wanted) {
    void reach(wanted.connect, stream);
  } else if ('call' in wanted) {
    stream.resume();
    void answerCall(wanted.call, wanted.argument).then(answer =>
      stream.end(JSON.stringify(answer))
    );
  } else {
    stream.destroy();
  }
}

interface Served {
  session: Session;
  streams: Streams;
  link?: Duplex;
}

/** The side of a relay that its container is on. */
function createHost() {
  let served: Served | undefined;

  /** The server then finds none that it knows, and begins anew. */
  function end(over: Served): void {
    over.link?.destroy();
    over.streams.destroy();
    served = served === over ? undefined : served;
  }

  /** A session that nobody knows ends the one before it: another server has come. */
  function welcome(link: Duplex, { received, session: id }: Hello): Served {
    const isNew = served?.session.id !== id;
    if (isNew) {
      served?.streams.destroy();
      served?.link?.destroy();
      const streams = createStreams({
        ...{ first: 2, opened },
        send: frame => own.session.send(frame)
      });
      const own: Served = {
        streams,
        session: createSession(
          id,
          frame => streams.take(frame),
          () => end(own)
        )
      };
      served = own;
    }
    const known = served!;
    known.link?.destroy();
    known.link = link;
    const hello: Hello = { ...known.session.hello(), isNew };
    link.write(encodeFrame(objectFrame(FRAME.hello, 0, hello)));
    known.session.attach(link, received);
    return known;
  }

  return {
    /** The server comes by this way. */
    join(link: Duplex): void {
      let own: Served | undefined;
      const take = (frame: Frame): void => {
        if (frame.type === FRAME.hello) {
          own = welcome(link, objectOf<Hello>(frame));
        } else if (own?.link === link) {
          own.session.take(frame);
        }
      };
      link.on(
        'data',
        createFrameReader(take, () => link.destroy())
      );
      link.on('error', () => undefined);
      link.on('close', () => {
        own?.session.detach(link);
        if (own?.link === link) {
          own.link = undefined;
        }
      });
    },
    /** A program here asks the studio. */
    ask(socket: Socket): void {
      socket.on('error', () => undefined);
      // While nobody is there it is better said at once: what is asked for would be kept, without an end.
      if (served?.link) {
        void joinStreams(socket, served.streams.open({ studio: true } satisfies Target));
      } else {
        socket.once('data', () => socket.end(UNAVAILABLE));
        socket.once('end', () => socket.end());
      }
    }
  };
}

async function listen(folder: string, name: string, met: (socket: Socket) => void): Promise<void> {
  const path = join(folder, name);
  await rm(path, { force: true });
  createServer({ allowHalfOpen: name === STUDIO }, met).listen(path);
}

const [, , mode, folder = ''] = process.argv;
if (mode === 'join') {
  const socket = await connect(join(folder, AGENT));
  process.stdin.pipe(socket);
  socket.pipe(process.stdout);
  socket.on('close', () => process.exit());
  process.stdin.on('end', () => process.exit());
} else {
  const host = createHost();
  if (mode === 'lend') {
    host.join(Duplex.from({ readable: process.stdin, writable: process.stdout }));
    process.stdin.on('close', () => process.exit());
  } else {
    await listen(folder, AGENT, host.join);
  }
  await listen(folder, STUDIO, host.ask);
}
