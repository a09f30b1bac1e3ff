import Docker from 'dockerode';
import type { Engine, EngineEvent, WorkloadSpec } from '../engine.ts';
import { makeTestImage } from '../testing/test-image.ts';
import { describeWithDocker } from '../testing/with-docker.ts';
import { createDockerEngine } from './index.ts';

const MIB = 2 ** 20;
const TEST = { 'atelier.test': `docker-${process.pid}` };

describeWithDocker('a Docker engine', () => {
  let engine: Engine;
  let image: string;
  let number = 0;

  beforeAll(async () => {
    const docker = new Docker();
    image = await makeTestImage(docker);
    engine = createDockerEngine(docker);
  });
  afterAll(async () => {
    for (const { id } of await engine.list(TEST)) {
      await engine.remove(id);
    }
    await engine.close();
  });

  const create = (script: string, more: Partial<WorkloadSpec> = {}): Promise<string> =>
    engine.create({
      name: `atelier-test-${process.pid}-docker-${number++}`,
      labels: TEST,
      image,
      argv: ['sh', '-c', script],
      environment: {},
      resources: {},
      mounts: [],
      network: 'none',
      ...more
    });
  async function outputOf(script: string, more: Partial<WorkloadSpec> = {}): Promise<string> {
    const id = await create(script, more);
    await engine.start(id);
    const chunks = await Array.fromAsync(engine.logs(id, { follow: true }));
    return chunks.map(chunk => chunk.bytes.toString()).join('');
  }

  const LIMITS = `for f in memory/memory.limit_in_bytes cpu/cpu.cfs_quota_us pids/pids.max memory.max cpu.max pids.max; do
    [ -e /sys/fs/cgroup/$f ] && cat /sys/fs/cgroup/$f; done; true`;

  it('keeps work to its size, as its control group tells', async () => {
    const resources = { memory: 64 * MIB, cpus: 0.5, processes: 50, sharedMemory: 8 * MIB };
    const told = await outputOf(`${LIMITS}; df -k /dev/shm | tail -1`, { resources });
    const [memory, cpu, processes, shared] = told.trim().split('\n');
    expect(Number(memory)).toBe(64 * MIB);
    expect(cpu).toMatch(/^50000( 100000)?$/);
    expect(processes).toBe('50');
    expect(shared).toMatch(/ 8192 /);
  });

  it('gives another size to work that runs', async () => {
    const id = await create('sleep 60', { resources: { memory: 64 * MIB, cpus: 0.5 } });
    await engine.start(id);
    await engine.resize(id, { memory: 96 * MIB, cpus: 1 });
    expect((await engine.inspect(id)).resources).toMatchObject({ memory: 96 * MIB, cpus: 1 });
    const { stdout } = await engine.exec(id, { argv: ['sh', '-c', LIMITS] });
    const told = Buffer.concat(await Array.fromAsync(stdout as AsyncIterable<Buffer>)).toString();
    expect(told.split('\n')[0]).toBe(String(96 * MIB));
  });

  it('tells that memory has run out', async () => {
    const stop = new AbortController();
    const labels = { ...TEST, 'atelier.what': 'memory' };
    const events = engine.events(labels, stop.signal);
    const seen: EngineEvent['type'][] = [];
    const heard = (async () => {
      for await (const { type } of events) {
        seen.push(type);
        if (type === 'exited') {
          return;
        }
      }
    })();
    const id = await create('tail /dev/zero', { labels, resources: { memory: 16 * MIB } });
    await engine.start(id);
    await heard;
    stop.abort();
    expect(seen).toContain('out-of-memory');
    expect((await engine.inspect(id)).exit).toMatchObject({ code: 137, outOfMemory: true });
  });

  it('has no privileges and no network', async () => {
    const told = await outputOf(
      'id -u; grep -E "^(CapEff|NoNewPrivs)" /proc/self/status; ls /sys/class/net; env | grep NVIDIA',
      { user: { uid: 1000, gid: 1000 }, environment: { NVIDIA_VISIBLE_DEVICES: 'all' } }
    );
    expect(told).toBe(
      '1000\nCapEff:\t0000000000000000\nNoNewPrivs:\t1\nlo\nNVIDIA_VISIBLE_DEVICES=void\n'
    );
  });

  it('reaches others when it may, and its neighbours not', async () => {
    const first = await create('echo ready; nc -l -p 5000', { network: 'outbound' });
    await engine.start(first);
    const run = await engine.exec(first, { argv: ['hostname', '-i'] });
    const [address] = await Array.fromAsync(run.stdout as AsyncIterable<Buffer>);
    const neighbour = address!.toString().trim();
    const told = await outputOf(
      `ip route | grep -c default; nc -w 1 ${neighbour} 5000 </dev/null 2>/dev/null && echo reached || echo refused`,
      {
        network: 'outbound'
      }
    );
    expect(told).toBe('1\nrefused\n');
  });

  it('puts all of a group on one network, which goes with the last of them', async () => {
    const name = `test-${process.pid}`;
    const of = (rank: number) => create('true', { group: { name, alias: `node-${rank}` } });
    const ids = await Promise.all([0, 1, 2, 3].map(of));
    const filters = { label: [`atelier.group=${name}`] };
    expect(await new Docker().listNetworks({ filters })).toHaveLength(1);
    await Promise.all(ids.map(id => engine.start(id)));
    for (const id of ids) {
      await engine.remove(id);
    }
    expect(await new Docker().listNetworks({ filters })).toEqual([]);
  });

  it('makes its network again when another one has removed it', async () => {
    const other = createDockerEngine(new Docker());
    await engine.remove(await create('true', { network: 'outbound' }));
    const spec = { name: `atelier-test-${process.pid}-other`, labels: TEST, image, argv: ['true'] };
    const bare = { environment: {}, resources: {}, mounts: [] };
    await other.remove(await other.create({ ...spec, ...bare, network: 'outbound' }));
    await other.close();
    await engine.start(await create('true', { network: 'outbound' }));
  });

  it('gives a terminal that has a size', async () => {
    const id = await create('sleep 60');
    await engine.start(id);
    const run = await engine.exec(id, { argv: ['sh', '-c', 'read x; stty size'], terminal: true });
    await run.resize(93, 31);
    run.stdin.write('go\n');
    const told = Buffer.concat(await Array.fromAsync(run.stdout as AsyncIterable<Buffer>));
    expect(told.toString()).toContain('31 93');
  });

  it('tells what has been written into its own files', async () => {
    const id = await create('head -c 3000000 /dev/zero > /tmp/zeros; sleep 60');
    await engine.start(id);
    while ((await engine.written(id)) < 3_000_000);
    expect(await engine.written(id)).toBeLessThan(4_000_000);
  });

  it.each([
    ['an image that is not there', { image: 'atelier-test/nothing:1' }, 'image-missing'],
    ['more processors than there are', { resources: { cpus: 10_000 } }, 'invalid-input'],
    ['too little memory to start', { resources: { memory: 1024 } }, 'invalid-input'],
    [
      'a folder that is not there',
      { mounts: [{ source: '/nowhere/at/all', target: '/work', readOnly: true }] },
      'invalid-input'
    ]
  ])('refuses %s with the remedy', async (_, more, code) => {
    const refused = create('true', more);
    await expect(refused).rejects.toMatchObject({ code, remedy: expect.stringMatching(/./) });
  });

  it('says so when the machine has no driver for GPUs', async () => {
    const id = await create('true', { resources: { gpus: ['GPU-0'] } });
    await expect(engine.start(id)).rejects.toMatchObject({ code: 'gpu-unavailable' });
  });

  it('says so when nobody answers', async () => {
    const nobody = createDockerEngine(new Docker({ socketPath: '/nowhere/docker.sock' }));
    await expect(nobody.capabilities()).rejects.toMatchObject({ code: 'engine-unreachable' });
  });
});
