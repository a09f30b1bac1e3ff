import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { overviewOf } from '../../../drivers/compute/index.ts';
import { startTestServer } from '../../../testing/index.ts';
import type { TestServer } from '../../../testing/index.ts';

/** Says what the trial says, and that one of two masters has turned it away. */
const PYTHON = `#!/bin/sh
echo '{"python":"3.13.0","pyspark":"4.1.1","java":true,"kernel":true}'
read go
echo 'WARN Client: Failed to connect to master 127.0.0.1:1' >&2
echo 'WARN Client: Failed to connect to master 127.0.0.1:1' >&2
sleep 0.3
echo '{"worked":true}'
`;

/** The page of a master without workers. */
async function startMaster(status: string): Promise<{ server: Server; page: string }> {
  const server = createServer((request, response) =>
    response.end(request.url === '/json/' ? JSON.stringify({ status, workers: [] }) : 'a page')
  );
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  return { server, page: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('an attached Spark cluster of two masters', () => {
  let alive: Awaited<ReturnType<typeof startMaster>>;
  let standby: Awaited<ReturnType<typeof startMaster>>;
  let server: TestServer;
  let python: string;

  const attach = (name: string, workspace = '~') =>
    server.client.attached.create({
      params: { workspace },
      body: {
        ...{ name, kind: 'spark', credentials: { token: 'hush-hush' } },
        address: `${alive.page.replace('http', 'spark')},127.0.0.1:1`,
        spark: { python, workerPython: 'python3', webUi: alive.page }
      }
    });
  const files = (...path: string[]): Promise<string[]> =>
    readdir(join(server.data, ...path)).catch(() => []);
  const configurations = () => files('compute', 'spark');
  const kernels = () => files('jupyter', 'kernels');

  beforeAll(async () => {
    [alive, standby] = [await startMaster('ALIVE'), await startMaster('STANDBY')];
    server = await startTestServer();
    python = join(server.data, 'python');
    await writeFile(python, PYTHON);
    await chmod(python, 0o700);
  });
  afterAll(async () => {
    await server.stop();
    alive.server.close();
    standby.server.close();
  });

  it('is asked at the page of the one in charge, and usable while the other is down', async () => {
    const nobody = 'http://127.0.0.1:1';
    expect(await overviewOf([nobody, standby.page, alive.page])).toMatchObject({ machines: [] });
    await expect(overviewOf([standby.page, nobody])).rejects.toMatchObject({
      message: 'The Spark master is not in charge: STANDBY.'
    });
    expect(await attach('lab')).toMatchObject({ state: 'reachable', version: '4.1.1' });
    expect(await files('compute', 'spark-trials')).toEqual([]);
  });

  it('has its kernel again after a restart, and what was left is gone', async () => {
    const { id } = await server.client.attached.get({
      params: { workspace: '~', attached: 'lab' }
    });
    await server.restart(async () => {
      await mkdir(join(server.data, 'compute', 'spark', 'gone'));
      await mkdir(join(server.data, 'compute', 'spark-trials', 'trial-1'), { recursive: true });
    });
    expect(await configurations()).toEqual([id]);
    expect(await files('compute', 'spark-trials')).toEqual([]);
    const file = join(server.data, 'jupyter', 'kernels', `atelier-spark-${id}`, 'kernel.json');
    expect(await readFile(file, 'utf8')).not.toContain('hush');
  });

  it('does not keep the server from starting when its kernel cannot be offered', async () => {
    const params = { workspace: '~', attached: 'lab' };
    const { id } = await server.client.attached.get({ params });
    const place = join(server.data, 'compute', 'spark', id);
    await server.restart(async () => {
      await rm(place, { recursive: true });
      await writeFile(place, 'in its way');
    });
    expect(await server.client.attached.get({ params })).toMatchObject({
      problem: 'Its kernels could not be offered. The log of the server says why.'
    });
    await rm(place);
    expect((await server.client.attached.test({ params })).problem).toBeNull();
    expect(await configurations()).toEqual([id]);
  });

  it('keeps each credential until it is changed or removed', async () => {
    const params = { workspace: '~', attached: 'lab' };
    const change = async (credentials: object) =>
      (await server.client.attached.update({ params, body: { credentials } })).credentials;
    expect(await change({ tls: { ca: 'authority' } })).toBe('tls');
    expect(await change({ tls: { ca: null }, token: undefined })).toBe('tls');
    expect(await change({ tls: null })).toBe('token');
    expect(await change({ token: null })).toBe('none');
  });

  it('leaves nothing behind when its workspace is deleted', async () => {
    await server.client.workspaces.create({ body: { name: 'other' } });
    const { id } = await attach('theirs', 'other');
    expect(await configurations()).toContain(id);
    await server.client.workspaces.delete({ params: { workspace: 'other' } });
    while ((await configurations()).includes(id)) {
      await delay(10);
    }
    expect((await kernels()).filter(name => name.endsWith(id))).toEqual([]);
  });
});
