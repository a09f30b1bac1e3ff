import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import Docker from 'dockerode';

const run = promisify(execFile);
const PROGRAM = '/usr/sbin/dockerd';
const PORT = 2375;
const PATIENCE = 60_000;
/** A nanosecond count: workers tell every second that they are there. */
const HEARTBEAT = 1e9;

export interface SwarmHost {
  name: string;
  address: string;
  docker: Docker;
  /** All its processes, as when the machine loses power. */
  kill(): Promise<void>;
  /** Nothing comes from or to it, until `true` is given. */
  connect(isConnected: boolean): Promise<void>;
}

/** So that two runs of the tests on one machine do not meet. */
const subnet = `10.${100 + (process.pid % 100)}.${process.pid % 250}`;
const tag = `a${process.pid % 100_000}`;

/**
 * Real engines on one machine, each in a network namespace of its own and joined by a bridge, as one
 * Swarm of which the first is the manager. Only root can make them.
 */
export async function startSwarm(gpusOf: number[]) {
  const folder = await mkdtemp('/var/tmp/atelier-swarm-');
  const ip = (...args: string[]) => run('ip', args);
  // In a namespace of its own as well: the firewall of this machine's engine holds back what is bridged here.
  const [middle, door] = [`${tag}mid`, `${tag}door`];
  const between = (...args: string[]) => ip('-n', middle, ...args);
  await ip('netns', 'add', middle);
  await between('link', 'add', 'bridge', 'type', 'bridge');
  await between('link', 'set', 'bridge', 'up');
  await ip('link', 'add', door, 'type', 'veth', 'peer', 'name', 'here', 'netns', middle);
  await between('link', 'set', 'here', 'master', 'bridge', 'up');
  await ip('addr', 'add', `${subnet}.254/24`, 'dev', door);
  await ip('link', 'set', door, 'up');
  const engines: ChildProcess[] = [];
  const hosts: SwarmHost[] = [];

  async function startHost(number: number, gpus: number): Promise<SwarmHost> {
    const [space, address] = [`${tag}n${number}`, `${subnet}.${number + 1}`];
    const name = `host-${number}`;
    const inside = (...args: string[]) => ip('-n', space, ...args);
    await ip('netns', 'add', space);
    const port = `port${number}`;
    await between('link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space);
    await between('link', 'set', port, 'master', 'bridge', 'up');
    await inside('link', 'set', 'lo', 'up');
    await inside('addr', 'add', `${address}/24`, 'dev', 'eth0');
    await inside('link', 'set', 'eth0', 'up');
    await inside('route', 'add', 'default', 'via', `${subnet}.254`);
    const own = join(folder, name);
    await mkdir(own);
    const resources = Array.from({ length: gpus }, (_, gpu) => `NVIDIA-GPU=GPU-${number}-${gpu}`);
    await writeFile(
      join(own, 'daemon.json'),
      JSON.stringify({ 'node-generic-resources': resources, 'insecure-registries': [] })
    );
    const log = openSync(join(own, 'log'), 'w');
    // An engine looks for each image at its registry first: nobody answers to names here, at once.
    await writeFile(join(own, 'resolv.conf'), 'nameserver 127.0.0.1\n');
    const command = [
      `hostname ${name}; mount --bind ${own}/resolv.conf /etc/resolv.conf;`,
      ...[`exec ${PROGRAM} --config-file ${own}/daemon.json`],
      ...[`-H tcp://${address}:${PORT} -H unix://${own}/engine.sock --tls=false`],
      ...[`--data-root ${own}/data --exec-root ${own}/run --pidfile ${own}/pid`]
    ].join(' ');
    const engine = spawn(
      'nsenter',
      [`--net=/run/netns/${space}`, 'unshare', '-u', '-m', 'sh', '-c', command],
      { stdio: ['ignore', log, log], detached: true }
    );
    closeSync(log);
    engines.push(engine);
    const docker = new Docker({ host: address, port: PORT, protocol: 'http' });
    const deadline = performance.now() + PATIENCE;
    while (!(await docker.ping().then(Boolean, () => false))) {
      if (engine.exitCode !== null || performance.now() > deadline) {
        throw new Error(`an engine did not start; see ${own}/log`);
      }
      await pause(50);
    }
    return {
      name,
      address,
      docker,
      async kill() {
        process.kill(-engine.pid!, 'SIGKILL');
        const { stdout } = await run('ip', ['netns', 'pids', space]);
        stdout
          .split('\n')
          .filter(Boolean)
          .forEach(pid => process.kill(Number(pid), 'SIGKILL'));
      },
      async connect(isConnected) {
        await between('link', 'set', port, isConnected ? 'up' : 'down');
      }
    };
  }

  for (const [number, gpus] of gpusOf.entries()) {
    hosts.push(await startHost(number, gpus));
  }
  const [manager, ...workers] = hosts as [SwarmHost, ...SwarmHost[]];
  const listen = (address: string) => ({
    ...{ ListenAddr: `${address}:2377`, AdvertiseAddr: address, DataPathAddr: address }
  });
  await manager.docker.swarmInit({
    ...listen(manager.address),
    Spec: { Dispatcher: { HeartbeatPeriod: HEARTBEAT } }
  });
  const { JoinTokens } = (await manager.docker.swarmInspect()) as {
    JoinTokens: { Worker: string };
  };
  for (const { address, docker } of workers) {
    const RemoteAddrs = [`${manager.address}:2377`];
    await docker.swarmJoin({ ...listen(address), RemoteAddrs, JoinToken: JoinTokens.Worker });
  }
  return {
    manager,
    workers,
    login: { address: `tcp://${manager.address}:${PORT}` },
    async stop(): Promise<void> {
      await Promise.all(
        engines.map(async engine => {
          if (engine.exitCode === null && engine.signalCode === null) {
            engine.kill('SIGTERM');
            await once(engine, 'exit');
          }
        })
      );
      for (const number of hosts.keys()) {
        await ip('netns', 'del', `${tag}n${number}`);
      }
      await ip('netns', 'del', middle);
      await rm(folder, { recursive: true, force: true });
    }
  };
}
