import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EnvironmentLock } from '@atelier-ml/api';

interface Manifest {
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  packages?: Record<string, { version?: string; link?: boolean; resolved?: string }>;
}

const mostPackages = 10_000;

function read(file: string): Manifest {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  } catch {
    return {};
  }
}

function* upwards(folder: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) {
      return;
    }
  }
}

/** The file of that name nearest above a folder. */
function nearest(folder: string, name: string): string | undefined {
  for (const at of upwards(folder)) {
    if (existsSync(join(at, name))) {
      return join(at, name);
    }
  }
  return undefined;
}

/** What npm has installed: the packages at the top of `node_modules`, which programs import. */
function ofLock({ packages = {} }: Manifest): [string, string][] {
  return Object.entries(packages).flatMap(([path, { version }]) => {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    return name && version ? [[name, version] as [string, string]] : [];
  });
}

/** Where there is no lock: what the program asks for, as it lies in `node_modules`. */
function ofManifest(folder: string, manifest: Manifest): [string, string][] {
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  return names.flatMap(name => {
    const file = nearest(folder, join('node_modules', name, 'package.json'));
    const version = file && read(file).version;
    return version ? [[name, version] as [string, string]] : [];
  });
}

/** What a program in a folder is executed with. */
export function readEnvironment(folder: string): EnvironmentLock {
  const lock = nearest(folder, 'package-lock.json');
  const installed = nearest(folder, join('node_modules', '.package-lock.json'));
  const manifest = nearest(folder, 'package.json');
  const found = [installed, lock]
    .filter(file => file !== undefined)
    .map(file => ofLock(read(file)));
  const packages =
    found.find(each => each.length > 0) ??
    (manifest ? ofManifest(dirname(manifest), read(manifest)) : []);
  return {
    packages: Object.fromEntries(packages.sort().slice(0, mostPackages)),
    runtime: {
      node: process.version,
      v8: process.versions.v8,
      platform: `${process.platform} ${process.arch}`
    }
  };
}
