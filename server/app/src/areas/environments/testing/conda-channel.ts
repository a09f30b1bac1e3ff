import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { zstdCompressSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { zipOf } from '../../../drivers/compute/ray/zip.ts';

/** A package without code for a platform, unless it has a `subdir`. */
export interface CondaPackage {
  name: string;
  version: string;
  depends?: string[];
  /** Text by path; those below `site-packages` go to where the environment's Python has them. */
  files?: Record<string, string>;
  links?: Record<string, string>;
  subdir?: string;
}

export interface CondaChannel {
  /** It is called `mine` at its address. */
  url: string;
  /** Paths that were asked for, in order. */
  asked: string[];
  add(...packages: CondaPackage[]): Promise<void>;
  stop(): Promise<void>;
}

interface Served {
  path: string;
  content: Buffer;
  record: object;
}

/**
 * A channel of conda that builds on this machine reach.
 * @param token is asked for, if it is given
 */
export async function startCondaChannel(address: string, token?: string): Promise<CondaChannel> {
  const served = new Map<string, Served>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url!.replace('/mine/', '');
    asked.push(path);
    if (token && request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end();
      return;
    }
    const [subdir, file] = path.split('/');
    const found =
      file === 'repodata.json'
        ? repodata(subdir!, [...served.values()])
        : served.get(path)?.content;
    response.writeHead(found ? 200 : 404).end(request.method === 'HEAD' ? undefined : found);
  });
  server.listen(0, address);
  await once(server, 'listening');
  return {
    url: `http://${address}:${(server.address() as AddressInfo).port}/mine`,
    asked,
    async add(...packages) {
      for (const made of await Promise.all(packages.map(archiveOf))) {
        served.set(made.path, made);
      }
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  };
}

function repodata(subdir: string, all: Served[]): string {
  const own = all.filter(({ path }) => path.startsWith(`${subdir}/`));
  const records = own.map(({ path, record }) => [path.split('/')[1], record] as const);
  const packages = { packages: {}, 'packages.conda': Object.fromEntries(records) };
  return JSON.stringify({ info: { subdir }, ...packages, repodata_version: 1 });
}

/** In the second format of conda: a zip with two compressed archives. */
async function archiveOf(given: CondaPackage): Promise<Served> {
  const { depends = [], files = {}, links = {}, name, subdir = 'noarch', version } = given;
  const isPython = Object.keys(files).some(path => path.startsWith('site-packages/'));
  const noarch = subdir === 'noarch' && { noarch: isPython ? 'python' : 'generic' };
  const index = { name, version, build: '0', build_number: 0, depends, subdir, ...noarch };
  const paths = [
    ...Object.entries(files).map(([path, text]) => pathOf(path, 'hardlink', text)),
    ...Object.keys(links).map(path => pathOf(path, 'softlink', ''))
  ];
  const info = {
    'info/index.json': JSON.stringify(index),
    'info/paths.json': JSON.stringify({ paths, paths_version: 1 }),
    ...(isPython && { 'info/link.json': LINK })
  };
  const file = `${name}-${version}-0`;
  const entry = (path: string, content: Buffer) => ({ name: path, content, isExecutable: false });
  const content = zipOf([
    entry('metadata.json', Buffer.from('{"conda_pkg_format_version":2}')),
    entry(`pkg-${file}.tar.zst`, await packed(files, links)),
    entry(`info-${file}.tar.zst`, await packed(info, {}))
  ]);
  const sha256 = hashOf(content);
  const record = { ...index, sha256, size: content.length };
  return { path: `${subdir}/${file}.conda`, content, record };
}

const LINK = JSON.stringify({ noarch: { type: 'python' }, package_metadata_version: 1 });

const hashOf = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex');

const pathOf = (path: string, kind: string, text: string) => ({
  _path: path,
  path_type: kind,
  sha256: hashOf(text),
  size_in_bytes: Buffer.byteLength(text)
});

async function packed(
  files: Record<string, string>,
  links: Record<string, string>
): Promise<Buffer> {
  const archive = pack();
  for (const [name, text] of Object.entries(files)) {
    archive.entry({ name, mode: name.startsWith('bin/') ? 0o755 : 0o644 }, text);
  }
  for (const [name, linkname] of Object.entries(links)) {
    archive.entry({ name, linkname, type: 'symlink' });
  }
  archive.finalize();
  return zstdCompressSync(await buffer(archive));
}
