import Docker from 'dockerode';
import { makeKernelImage } from '../../drivers/compute/testing/test-image.ts';
import { describeWithDocker } from '../../drivers/compute/testing/with-docker.ts';
import { startTestServer } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

const here = { workspace: '~' };

describeWithDocker('quotas of containers', () => {
  const docker = new Docker();
  let image: string;
  let server: TestServer;

  beforeAll(async () => {
    image = await makeKernelImage(docker);
  });
  beforeEach(async () => {
    server = await startTestServer();
  });
  afterEach(async () => {
    const { compute } = server.client;
    for (const { id: instance } of (await compute.list({ params: here, query: {} })).items) {
      await compute.stop({ params: { ...here, instance } });
      await compute.delete({ params: { ...here, instance } });
    }
    await server.stop();
  });

  const build = (name: string, size: object) =>
    server.client.compute.create({
      params: here,
      body: { name, driver: 'docker', image, warmKernels: 0, size }
    });
  const at = (instance: string) => ({ params: { ...here, instance } });
  const setQuota = (body: object) =>
    server.client.usage.quotas.set({ params: { scope: 'workspace', subject: '~' }, body });
  const namesOf = async (all: boolean): Promise<string[]> => {
    const { items } = await server.client.compute.list({ params: here, query: {} });
    const containers = await docker.listContainers({ all });
    const there = containers.map(each => each.Labels['atelier.instance']);
    return items.filter(({ id }) => there.includes(id)).map(({ name }) => name);
  };

  it('leave a stopped one stopped when its first cell comes', async () => {
    const { compute } = server.client;
    await setQuota({ cpus: 1 });
    await build('box', { cpus: 1 });
    await compute.stop(at('box'));
    await build('other', { cpus: 1 });
    const wanted = {
      params: { ...here, instance: 'box', kernel: 'k1' },
      body: { language: 'typescript' as const, key: 'k', environmentVariables: {} }
    };
    await expect(compute.kernels.launch(wanted)).rejects.toMatchObject({
      code: 'quota-exceeded'
    });
    expect(await compute.get(at('box'))).toMatchObject({ state: 'stopped', stopReason: 'user' });
    expect(await namesOf(false)).toEqual(['other']);
    await compute.stop(at('other'));
    await compute.kernels.launch(wanted);
    expect(await compute.get(at('box'))).toMatchObject({ state: 'running', stopReason: null });
  });

  it('let none come to be that is too much, and count the disk of one that is stopped', async () => {
    const { compute } = server.client;
    await setQuota({ diskGb: 3 });
    await build('box', { cpus: 1, diskGb: 2 });
    await compute.stop(at('box'));
    await expect(build('other', { cpus: 1, diskGb: 2 })).rejects.toMatchObject({
      code: 'quota-exceeded',
      message:
        'The quota of the workspace “default” allows 3 GiB of disk: 2 in use (“box” 2), and “other” needs 2.'
    });
    expect((await compute.list({ params: here, query: {} })).total).toBe(1);
    await build('other', { cpus: 1, diskGb: 1 });
    expect(await namesOf(false)).toEqual(['other']);
  });

  it('stop one again whose container cannot be started', async () => {
    const { compute } = server.client;
    const [repo, tag] = [image.split(':')[0]!, 'gone-soon'];
    await docker.getImage(image).tag({ repo, tag });
    const body = { name: 'box', driver: 'docker', image: `${repo}:${tag}` } as const;
    const { id } = await compute.create({ params: here, body });
    await compute.stop(at('box'));
    const [container] = await docker.listContainers({
      all: true,
      filters: { label: [`atelier.instance=${id}`] }
    });
    await docker.getContainer(container!.Id).remove({ force: true });
    await docker.getImage(body.image).remove();
    await expect(compute.start(at('box'))).rejects.toMatchObject({ code: 'image-missing' });
    expect(await compute.get(at('box'))).toMatchObject({ state: 'stopped', stopReason: 'user' });
  });
});
