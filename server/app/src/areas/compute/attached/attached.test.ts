import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTestServer } from '../../../testing/index.ts';
import type { TestServer } from '../../../testing/index.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const attach = (address: string) =>
  server.client.attached.create({
    params: { workspace: '~' },
    body: { name: 'far', address, credentials: {} }
  });

/** A port where requests are answered like that while `work` goes on; undefined: nobody listens. */
async function atPort<T>(status: number | undefined, work: (port: number) => Promise<T>) {
  const other = createServer((_, response) => response.writeHead(status ?? 200).end('elsewhere'));
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const { port } = other.address() as AddressInfo;
  if (status === undefined) {
    await new Promise(resolve => other.close(resolve));
  }
  try {
    return await work(port);
  } finally {
    other.close();
  }
}

describe('an address at which there is no container engine', () => {
  it('is named where nobody listens', () =>
    atPort(undefined, port =>
      expect(attach(`tcp://127.0.0.1:${port}`)).rejects.toMatchObject({
        code: 'engine-unreachable',
        message: `The container engine does not answer: nobody listens at 127.0.0.1:${port}.`,
        remedy: expect.stringContaining('Check the address')
      })
    ));

  it('is named where there is no socket', () =>
    expect(attach('unix:///no/such.sock')).rejects.toMatchObject({
      code: 'engine-unreachable',
      message: 'The container engine does not answer: there is no socket /no/such.sock.'
    }));

  it('is told apart from what answers otherwise', () =>
    atPort(404, port =>
      expect(attach(`tcp://127.0.0.1:${port}`)).rejects.toMatchObject({
        code: 'engine-unreachable',
        message: 'What answers there is no container engine.'
      })
    ));
});
