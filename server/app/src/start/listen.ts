import { chmod, lstat, rm, stat } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import type { ListenTarget } from '../config.ts';
import { makeFolder } from './data-folder.ts';
import { StartError } from './start-error.ts';

/** Starts to listen. @returns the address as clients write it */
export async function listen(server: Server, target: ListenTarget): Promise<string> {
  if (target.kind === 'unix') {
    await preparePlace(target.path);
    await open(server, { path: target.path }, cause => ofSocket(target.path, cause));
    await chmod(target.path, 0o600);
    return `unix:${target.path}`;
  }
  const { host, port } = target;
  await open(server, { host, port }, cause => ofPort(host, port, cause));
  const { port: actual } = server.address() as AddressInfo;
  return `http://${reachable(host)}:${actual}`;
}

/** Who listens everywhere is reached at home. */
function reachable(host: string): string {
  if (host === '0.0.0.0') {
    return '127.0.0.1';
  }
  if (host === '::') {
    return '[::1]';
  }
  return host.includes(':') ? `[${host}]` : host;
}

function open(
  server: Server,
  options: { path: string } | { host: string; port: number },
  explain: (cause: NodeJS.ErrnoException) => StartError
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void => reject(explain(cause));
    server.once('error', fail);
    server.listen(options, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

/** Makes the folder of the socket and removes a socket that nobody listens on any more. */
async function preparePlace(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    await makeFolder(folder);
    const { mode, uid } = await stat(folder);
    const sticky = mode & 0o1000;
    if (uid !== process.getuid?.() && !sticky && uid !== 0) {
      throw new StartError('socket-unusable', `The folder ${folder} belongs to someone else.`, {
        remedy: 'Delete it, or name another socket with --listen unix:PATH.'
      });
    }
    const found = await lstat(path).catch(() => undefined);
    if (!found) {
      return;
    }
    if (!found.isSocket()) {
      throw new StartError('socket-unusable', `There is a file at ${path} that is no socket.`, {
        remedy: 'Move it away, or name another socket with --listen unix:PATH.'
      });
    }
    if (await answers(path)) {
      throw taken(path);
    }
    await rm(path, { force: true });
  } catch (cause) {
    if (cause instanceof StartError) {
      throw cause;
    }
    throw ofSocket(path, cause as NodeJS.ErrnoException);
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

function taken(path: string): StartError {
  return new StartError('socket-taken', `Another program listens on the socket ${path}.`, {
    remedy: 'Stop it, or name another socket with --listen unix:PATH.'
  });
}

function ofSocket(path: string, cause: NodeJS.ErrnoException): StartError {
  if (cause.code === 'EADDRINUSE') {
    return taken(path);
  }
  return new StartError('socket-unusable', `Cannot listen on the socket ${path}: ${cause.code}.`, {
    remedy: 'Make its folder writable for this user, or name another with --listen unix:PATH.',
    cause
  });
}

function ofPort(host: string, port: number, cause: NodeJS.ErrnoException): StartError {
  if (cause.code === 'EADDRINUSE') {
    return new StartError('port-taken', `Port ${port} of ${host} is in use by another program.`, {
      remedy: 'Stop that program, or name another port with --listen (port 0: any free one).',
      cause
    });
  }
  return new StartError('address-unusable', `Cannot listen on ${host}:${port}: ${cause.code}.`, {
    remedy: 'Name an address of this machine and a port that this user may use with --listen.',
    cause
  });
}
