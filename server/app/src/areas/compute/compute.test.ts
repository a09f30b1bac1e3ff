import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeOnEachDatabase, watchChanges } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';

const here = { workspace: '~' };
const params = { ...here, instance: 'small' };
const processes: ChildProcess[] = [];

afterEach(() => processes.splice(0).forEach(child => child.kill('SIGKILL')));

/** A process that stands for a kernel, once it is up. */
async function startKernel(program = ''): Promise<ChildProcess> {
  const script = `${program}; console.log('up'); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  processes.push(child);
  await once(child.stdout!, 'data');
  return child;
}

async function buildInstance({ client }: TestServer, more: object = {}) {
  return client.compute.create({ params: here, body: { name: 'small', ...more } });
}

async function kernelspecs({ data }: TestServer): Promise<string[]> {
  return readdir(join(data, 'jupyter', 'kernels')).catch(() => []);
}

describeOnEachDatabase('compute', on => {
  it('tells what the machine has', async () => {
    const { client } = await on.startServer();
    const host = await client.compute.host();
    expect(host.memoryAvailable).toBeLessThanOrEqual(host.memoryTotal);
    expect(host.diskAvailable).toBeLessThanOrEqual(host.diskTotal);
    expect(host.cpus).toBeGreaterThan(0);
  });

  it('writes a kernelspec for each running instance', async () => {
    const server = await on.startServer();
    const instance = await buildInstance(server, {
      size: { cpus: 2, memoryMb: 512 },
      environmentVariables: { STAGE: 'test' }
    });
    expect(instance).toMatchObject({ state: 'running', kernelspec: 'atelier-small' });
    const file = join(server.data, 'jupyter', 'kernels', 'atelier-small', 'kernel.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      argv: ['python', '-m', 'jupyterlab_atelier.kernel', '-f', '{connection_file}'],
      display_name: 'TypeScript (small)',
      language: 'typescript',
      interrupt_mode: 'message',
      env: { STAGE: 'test', CUDA_VISIBLE_DEVICES: '' },
      metadata: {
        kernel_provisioner: {
          provisioner_name: 'atelier-provisioner',
          config: {
            workspace: instance.workspaceId,
            instance: instance.id,
            cpus: 2,
            memory_mb: 512
          }
        }
      }
    });
    await server.client.compute.update({ params, body: { name: 'Große Maschine' } });
    expect(JSON.parse(await readFile(file, 'utf8')).display_name).toBe(
      'TypeScript (Große Maschine)'
    );
  });

  it('takes the kernelspec away while the instance is stopped, and when it is deleted', async () => {
    const server = await on.startServer();
    await buildInstance(server);
    expect(await server.client.compute.stop({ params })).toMatchObject({ state: 'stopped' });
    expect(await kernelspecs(server)).toEqual([]);
    await server.restart();
    expect(await kernelspecs(server)).toEqual([]);
    await server.client.compute.start({ params });
    expect(await kernelspecs(server)).toEqual(['atelier-small']);
    await server.client.compute.delete({ params });
    expect(await kernelspecs(server)).toEqual([]);
  });

  it('names kernelspecs apart over all workspaces', async () => {
    const server = await on.startServer();
    await server.client.workspaces.create({ body: { name: 'other' } });
    await buildInstance(server);
    const second = await server.client.compute.create({
      params: { workspace: 'other' },
      body: { name: 'Small' }
    });
    expect(second.kernelspec).toBe('atelier-small-2');
    await expect(buildInstance(server)).rejects.toMatchObject({ code: 'already-exists' });
  });

  it('knows the kernels that run on it and forgets those that have ended', async () => {
    const server = await on.startServer();
    const { client } = server;
    await buildInstance(server);
    const [first, second] = [await startKernel(), await startKernel()];
    for (const [kernel, child] of [
      ['k1', first],
      ['k2', second]
    ] as const) {
      await client.compute.kernels.attach({
        params: { ...params, kernel },
        body: { pid: child.pid! }
      });
    }
    const { items } = await client.compute.kernels.list({ params });
    expect(items.map(item => [item.kernelId, item.pid])).toEqual([
      ['k1', first.pid],
      ['k2', second.pid]
    ]);
    expect(items[0]!.memory).toBeGreaterThan(10_000_000);
    await expect(client.compute.delete({ params })).rejects.toMatchObject({ code: 'in-use' });
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect((await client.compute.get({ params })).kernelCount).toBe(1);
    await client.compute.kernels.detach({ params: { ...params, kernel: 'k2' } });
    await client.compute.kernels.detach({ params: { ...params, kernel: 'k2' } });
    expect((await client.compute.kernels.list({ params })).items).toEqual([]);
    await client.compute.delete({ params });
  });

  it('ends its kernels when it is stopped, and takes no more', async () => {
    const server = await on.startServer();
    const { client } = server;
    await buildInstance(server);
    const child = await startKernel();
    const kernel = { ...params, kernel: 'k' };
    await client.compute.kernels.attach({ params: kernel, body: { pid: child.pid! } });
    const ended = once(child, 'exit');
    expect(await client.compute.stop({ params })).toMatchObject({ kernelCount: 0 });
    await ended;
    const other = await startKernel();
    await expect(
      client.compute.kernels.attach({ params: kernel, body: { pid: other.pid! } })
    ).rejects.toMatchObject({ code: 'not-running' });
  });

  it('ends a kernel that takes more memory than the instance allows, and tells of it', async () => {
    const server = await on.startServer();
    const { id } = await buildInstance(server, { size: { memoryMb: 128 } });
    const child = await startKernel('globalThis.kept = Buffer.alloc(300 * 1024 * 1024, 1)');
    const ended = once(child, 'exit');
    await server.client.compute.kernels.attach({
      params: { ...params, kernel: 'k' },
      body: { pid: child.pid! }
    });
    const events = await watchChanges(server);
    const [, signal] = await ended;
    expect(signal).toBe('SIGKILL');
    await events.next(event => event.kind === 'compute' && event.subjectId === id);
    expect((await server.client.compute.kernels.list({ params })).items).toEqual([]);
    events.close();
  });

  it('refuses a process that does not exist, and variables with impossible names', async () => {
    const server = await on.startServer();
    await buildInstance(server);
    await expect(
      server.client.compute.kernels.attach({
        params: { ...params, kernel: 'k' },
        body: { pid: 2 ** 22 + 1 }
      })
    ).rejects.toMatchObject({ code: 'invalid-input', fields: [{ path: 'body.pid' }] });
    await expect(
      server.client.compute.create({
        params: here,
        body: { name: 'b', environmentVariables: { 'A B': 'x' } }
      })
    ).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
