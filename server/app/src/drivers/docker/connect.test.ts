import { connectDocker } from './index.ts';

describe('the client of a container engine', () => {
  it.each([
    [undefined, { socketPath: '/var/run/docker.sock' }],
    ['/run/user/1000/docker.sock', { socketPath: '/run/user/1000/docker.sock' }],
    ['unix:///srv/docker.sock', { socketPath: '/srv/docker.sock' }],
    ['tcp://builder:2375', { host: 'builder', port: 2375, protocol: 'http' }],
    ['https://builder', { host: 'builder', port: 2376, protocol: 'https' }]
  ])('goes to %s', async (address, expected) => {
    const docker = await connectDocker({ address });
    expect(docker.modem).toMatchObject(expected);
  });

  it('asks with certificates when it is given some', async () => {
    const docker = await connectDocker({ address: 'tcp://builder:2376', tls: { key: 'k' } });
    expect(docker.modem).toMatchObject({ protocol: 'https', key: 'k' });
  });

  it.each(['builder', 'ftp://builder'])('says that %s is no address', async address => {
    await expect(connectDocker({ address })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
