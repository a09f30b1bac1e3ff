import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { AtelierError } from '@atelier-ml/api';
import type { ContextFile, ImageDetails, Images } from '../images.ts';
import { draftName, drop, dropForgotten, give } from './drafts.ts';
import { hostFiles } from './host-files.ts';
import { hostPython } from './host-python.ts';

const run = promisify(execFile);

const BASE = 'atelier/base';
const SYSTEM = 'atelier/debian';
const PACKAGES = 'ca-certificates,python3,python3-pip,libstdc++6,libgomp1,procps';

/** `debian`: made by mmdebstrap; `machine`: its own programs; `auto`: the first that is possible. */
export type BaseSource = 'auto' | 'debian' | 'machine';

interface BootstrapOptions {
  images: Images;
  /** Of Atelier: becomes the image's tag, beside `latest`. */
  version: string;
  from: BaseSource;
  say(text: string): void;
  signal?: AbortSignal;
}

/**
 * Makes the image that environments start from without any registry: a minimal Debian where this
 * machine can make one, else the programs of this machine itself. Node and npm are those that run
 * this server.
 */
export async function makeBaseImage(options: BootstrapOptions): Promise<ImageDetails> {
  const { images, version } = options;
  await dropForgotten(images);
  const draft = draftName();
  try {
    const { debian, made } = await makeDraft(options, draft);
    if (debian) {
      await give(images, debian, `${SYSTEM}:latest`);
    }
    await give(images, `${BASE}:${draft}`, `${BASE}:${version}`);
    await give(images, `${BASE}:${draft}`, `${BASE}:latest`);
    options.say(`It is ${BASE}:${version}, and ${BASE}:latest.\n`);
    return await images.inspect(made.id);
  } finally {
    await drop(images, `${BASE}:${draft}`);
    await drop(images, `${SYSTEM}:${draft}`);
  }
}

async function makeDraft(
  options: BootstrapOptions,
  draft: string
): Promise<{ debian?: string; made: ImageDetails }> {
  const { from, images, say, signal, version } = options;
  const debian = from === 'machine' ? undefined : await makeDebian(options, `${SYSTEM}:${draft}`);
  if (from === 'debian' && !debian) {
    throw new AtelierError('not-supported', 'This machine cannot make a Debian.', {
      remedy: 'Install mmdebstrap and run the server as root; the log tells more.'
    });
  }
  say(debian ? 'Adding Node.\n' : 'Collecting programs of this machine.\n');
  const context = [...(debian ? [] : await programs()), ...(await nodeFiles())];
  const dockerfile = [
    `FROM ${debian ?? 'scratch'}`,
    ...(debian ? [] : ['COPY rootfs/ /']),
    'COPY node/ /usr/local/',
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 PIP_BREAK_SYSTEM_PACKAGES=1',
    'RUN mkdir -p /tmp /var/tmp /home/user /work /usr/local/bin && chmod 1777 /tmp /var/tmp && chown 1000:1000 /home/user /work',
    'RUN grep -q "^user:" /etc/passwd || { echo "user:x:1000:1000::/home/user:/bin/sh" >> /etc/passwd; echo "user:x:1000:" >> /etc/group; }',
    'RUN python3 -m pip --version >/dev/null 2>&1 || python3 -m ensurepip',
    'RUN python3 -m pip --version && node --version && npm --version',
    'WORKDIR /work'
  ].join('\n');
  const made = await images.build({
    context: [...context, { path: 'Dockerfile', content: dockerfile }],
    tag: `${BASE}:${draft}`,
    labels: { 'atelier.base': version, 'atelier.made-from': debian ? 'debian' : 'host' },
    signal,
    onEvent: event => say(event.kind === 'output' ? event.text : `[${event.state}] ${event.step}\n`)
  });
  return { debian, made };
}

async function makeDebian(
  { images, say, signal }: BootstrapOptions,
  tag: string
): Promise<string | undefined> {
  const program = ['/usr/bin/mmdebstrap', '/usr/sbin/mmdebstrap'].find(file => existsSync(file));
  if (!program || process.getuid?.() !== 0) {
    say('There is no mmdebstrap, or this user is not root: no Debian is made.\n');
    return undefined;
  }
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const suite = /^ID=debian$/m.test(release) && /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1];
  say(`Making a minimal Debian (${suite || 'stable'}).\n`);
  const options = ['--variant=apt', `--include=${PACKAGES}`, '--mode=root', suite || 'stable', '-'];
  const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'pipe'], signal });
  child.stderr.on('data', (bytes: Buffer) => say(bytes.toString()));
  const ended = new Promise<number | null>(resolve => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  await images.importTar(child.stdout, tag, { 'atelier.base': 'debian' }).catch(() => undefined);
  if ((await ended) !== 0) {
    signal?.throwIfAborted();
    say('Debian could not be made.\n');
    return undefined;
  }
  return tag;
}

async function programs(): Promise<ContextFile[]> {
  if (process.platform !== 'linux') {
    throw new AtelierError('not-supported', 'Only a Linux machine can lend its programs.', {
      remedy: 'Name an image of a registry as base, or make one on Linux.'
    });
  }
  return [...(await hostFiles()), ...(await hostPython(run))];
}

/** The Node that runs this server, with its npm. */
async function nodeFiles(): Promise<ContextFile[]> {
  const { execPath } = process;
  const npm = join(dirname(dirname(execPath)), 'lib', 'node_modules', 'npm');
  const files: ContextFile[] = [{ path: 'node/bin/node', source: execPath }];
  if (existsSync(npm)) {
    files.push({ path: 'node/lib/node_modules/npm', source: npm });
    for (const name of ['npm', 'npx']) {
      const content = `#!/bin/sh\nexec node /usr/local/lib/node_modules/npm/bin/${name}-cli.js "$@"\n`;
      files.push({ path: `node/bin/${name}`, content, mode: 0o755 });
    }
  }
  return files;
}
