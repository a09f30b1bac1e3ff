import { describeWithDocker } from '../compute/testing/with-docker.ts';
import { connectDocker, disconnectDocker } from './index.ts';
import type { DockerAddress } from './index.ts';
import { startSshHost } from './testing/ssh-host.ts';
import { startTlsHost } from './testing/tls-host.ts';

async function versionAt(address: DockerAddress): Promise<string> {
  const docker = await connectDocker(address);
  try {
    return (await docker.version()).Version;
  } finally {
    disconnectDocker(docker);
  }
}

describeWithDocker('an engine over TLS', () => {
  let host: Awaited<ReturnType<typeof startTlsHost>>;
  beforeAll(async () => {
    host = await startTlsHost();
  });
  afterAll(() => host.stop());

  it('answers who has a certificate', async () => {
    expect(await versionAt(host.login)).toMatch(/^\d+\./);
  });

  it('is not believed without its authority, and refuses who has no certificate', async () => {
    const { address, tls } = host.login;
    await expect(
      versionAt({ address, tls: { cert: tls.cert, key: tls.key } })
    ).rejects.toMatchObject({ code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/) });
    await expect(versionAt({ address, tls: { ca: tls.ca } })).rejects.toThrow();
  });

  it('that goes silent in mid-answer is given up', async () => {
    const docker = await connectDocker(host.login);
    const events = (await docker.getEvents()) as NodeJS.ReadableStream;
    host.silence(true);
    const ended = new Promise(resolve => {
      events.on('error', resolve);
      events.on('close', resolve);
    });
    events.resume();
    await ended;
    host.silence(false);
    disconnectDocker(docker);
    expect(await versionAt(host.login)).toMatch(/^\d+\./);
  }, 60_000);
});

describeWithDocker('an engine over SSH', () => {
  let host: Awaited<ReturnType<typeof startSshHost>>;
  beforeAll(async () => {
    host = await startSshHost();
  });
  afterAll(() => host.stop());

  it('answers who has the key, many at once over one connection', async () => {
    const docker = await connectDocker(host.login);
    const answers = await Promise.all(Array.from({ length: 24 }, () => docker.version()));
    expect(new Set(answers.map(each => each.Version)).size).toBe(1);
    disconnectDocker(docker);
  });

  it('is talked to only under its own key, which is told', async () => {
    const { address, ssh } = host.login;
    await expect(versionAt({ address, ssh: { ...ssh, hostKeys: [] } })).rejects.toMatchObject({
      code: 'host-key-unknown',
      message: `The host “127.0.0.1” shows the key ${ssh.hostKeys[0]}.`
    });
    await expect(
      versionAt({ address, ssh: { ...ssh, hostKeys: ['SHA256:another'] } })
    ).rejects.toMatchObject({ code: 'host-key-unknown', message: /Somebody may be listening/ });
  });

  it('says who is not let in', async () => {
    const { address, ssh } = host.login;
    const stranger = await startSshHost();
    const { privateKey } = stranger.login.ssh;
    await stranger.stop();
    await expect(versionAt({ address, ssh: { ...ssh, privateKey } })).rejects.toMatchObject({
      code: 'credentials-refused'
    });
    await expect(
      versionAt({ address, ssh: { ...ssh, privateKey: 'no key' } })
    ).rejects.toMatchObject({ code: 'invalid-input', message: 'The private key cannot be read.' });
  });

  it('says that the host has no engine where it was looked for', async () => {
    await expect(
      versionAt({ ...host.login, address: `${host.login.address}/nowhere/docker.sock` })
    ).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|engine-unreachable/) });
  });

  it('says that nobody answers', async () => {
    const gone = await startSshHost();
    await gone.stop();
    await expect(versionAt(gone.login)).rejects.toMatchObject({
      code: 'engine-unreachable',
      message: expect.stringContaining('Nobody answers to SSH')
    });
  });

  it('is reached by its own command where it forbids to forward', async () => {
    const strict = await startSshHost(['DisableForwarding yes']);
    expect(await versionAt(strict.login)).toMatch(/^\d+\./);
    await strict.stop();
  });
});
