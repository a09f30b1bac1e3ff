import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import { extract } from 'tar-stream';
import { tarOf } from '../../../tar.ts';
import type { Bundle, Engine, StartOptions, WorkloadSpec } from '../engine.ts';
import { makeTestImage } from '../testing/test-image.ts';
import { describeWithDocker } from '../testing/with-docker.ts';
import { createDockerEngine } from './index.ts';

const TEST = { 'atelier.test': `elsewhere-${process.pid}` };

const archiveOf = (files: Record<string, string>) =>
  tarOf(archive => {
    for (const [name, content] of Object.entries(files)) {
      archive.entry({ name, uid: 1000, gid: 1000 }, content);
    }
  });

describeWithDocker('a Docker engine that shares no files with the server', () => {
  const docker = new Docker();
  let engine: Engine;
  let image: string;
  let number = 0;

  beforeAll(async () => {
    image = await makeTestImage(docker);
    engine = createDockerEngine(docker, 'elsewhere');
  });
  afterAll(async () => {
    for (const { id } of await engine.list(TEST)) {
      await engine.remove(id);
    }
    await engine.close();
  });

  const create = (script: string, more: Partial<WorkloadSpec> = {}): Promise<string> =>
    engine.create({
      name: `atelier-test-${process.pid}-elsewhere-${number++}`,
      labels: TEST,
      image,
      argv: ['sh', '-c', script],
      environment: {},
      user: { uid: 1000, gid: 1000 },
      resources: {},
      mounts: [],
      network: 'none',
      ...more
    });
  async function outputOf(id: string, options: StartOptions = {}): Promise<string> {
    await engine.start(id, options);
    const chunks = await Array.fromAsync(engine.logs(id, { follow: true }));
    return chunks.map(chunk => chunk.bytes.toString()).join('');
  }

  it('gives files to work before it begins, and gives back what it has left', async () => {
    const id = await create(
      'cat /work/in.txt; echo changed >> /work/in.txt; ls -ln /work | tail -1'
    );
    const files = () => Promise.resolve(archiveOf({ 'work/in.txt': 'sent\n' }));
    expect(await outputOf(id, { files })).toMatch(/^sent\n.* 1000 +1000 /);
    const left = extract();
    (await engine.files(id, '/work')).pipe(left);
    const found: Record<string, string> = {};
    for await (const entry of left) {
      found[entry.header.name] = await text(entry);
    }
    expect(found).toEqual({ 'work/': '', 'work/in.txt': 'sent\nchanged\n' });
    await expect(engine.files(id, '/nothing')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('copies a bundle once, for all that need it, and nobody can change it', async () => {
    let copies = 0;
    const bundle: Bundle = {
      key: `test-${process.pid}`,
      target: '/opt/lent',
      content: () => {
        copies++;
        return archiveOf({ 'bin/tool': 'a tool' });
      }
    };
    const look = 'cat /opt/lent/bin/tool; touch /opt/lent/more 2>/dev/null || echo " kept"';
    const ids = await Promise.all([1, 2, 3].map(() => create(look, { bundles: [bundle] })));
    const bundles = [bundle];
    expect(await Promise.all(ids.map(id => outputOf(id, { bundles })))).toEqual(
      Array(3).fill('a tool kept\n')
    );
    expect(copies).toBe(1);
    const again = createDockerEngine(docker, 'elsewhere');
    const later = await create(look, { bundles });
    await again.start(later, { bundles });
    expect(copies).toBe(1);
    for (const { id } of await again.list(TEST)) {
      await again.remove(id);
    }
    const { Volumes } = await docker.listVolumes({
      filters: { label: [`atelier.bundle=${bundle.key}`] }
    });
    expect(Volumes).toHaveLength(1);
    await docker.getVolume(Volumes[0]!.Name).remove();
  });

  it('lets the members of a group find each other by name, and nobody else', async () => {
    const group = `pair-${process.pid}`;
    const first = await create('echo hello | nc -l -p 5000', {
      group: { name: group, alias: 'node-0' }
    });
    await engine.start(first);
    const reach = 'nc -w 5 node-0 5000 </dev/null || echo nobody';
    const second = await create(reach, { group: { name: group, alias: 'node-1' } });
    expect(await outputOf(second)).toBe('hello\n');
    const stranger = await create(`${reach} 2>/dev/null`, {
      group: { name: `${group}-other`, alias: 'node-1' }
    });
    expect(await outputOf(stranger)).toContain('nobody');
    for (const id of [first, second, stranger]) {
      await engine.remove(id);
    }
    const networks = await docker.listNetworks({ filters: { label: ['atelier.group'] } });
    expect(networks.filter(({ Name }) => Name.includes(group))).toEqual([]);
  });

  it('refuses to mount what lies here', async () => {
    const mounts = [{ source: '/tmp', target: '/work', readOnly: true }];
    await expect(create('true', { mounts })).rejects.toMatchObject({ code: 'not-supported' });
  });
});
