import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AtelierError, EnvironmentSpec } from '@atelier-ml/api';
import type { Client } from '@atelier-ml/api';
import type { Command } from 'commander';

/** The options by which commands take a specification. */
export interface SpecOptions {
  base?: string;
  pip?: string[];
  conda?: string[];
  channel?: string[];
  apt?: string[];
  npm?: string[];
  kernel?: string[];
  spec?: string;
  folder?: string;
  curated?: string;
  build?: boolean;
}

export function withSpec(command: Command): Command {
  return command
    .option('--base <image>', 'image to start from (default: atelier/base:latest)')
    .option('--pip <requirement...>', 'packages of Python')
    .option('--conda <package...>', 'packages of conda, like numpy>=2')
    .option('--channel <name...>', 'channels of conda (default: conda-forge)')
    .option('--apt <package...>', 'packages of Debian')
    .option('--npm <package...>', 'packages of Node')
    .option('--kernel <name...>', 'python, typescript or r')
    .option('--spec <file>', 'specification as JSON, instead of the options above')
    .option(
      '--folder <folder>',
      'folder with a Dockerfile, or with files as repo2docker reads them'
    )
    .option('--curated <name>', 'a ready-made specification');
}

export async function readSpec(
  { apt, base, channel, conda, curated, folder, kernel, npm, pip, spec }: SpecOptions,
  api: Client['environments']
): Promise<EnvironmentSpec> {
  if (curated !== undefined) {
    const { items } = await api.curated();
    const found = items.find(({ name }) => name === curated);
    return found?.spec ?? refuse(`There are ${items.map(({ name }) => name).join(', ')}.`);
  }
  const given =
    spec !== undefined
      ? (JSON.parse(await readFile(spec, 'utf8')) as unknown)
      : folder !== undefined
        ? await folderSpec(folder, base, kernel)
        : { kind: 'packages', base, pip, conda, channels: channel, apt, npm, kernels: kernel };
  const parsed = EnvironmentSpec.safeParse(given);
  const [issue] = parsed.error?.issues ?? [];
  return parsed.data ?? refuse(`${issue?.path.join('.')}: ${issue?.message}`);
}

async function folderSpec(folder: string, base?: string, kernels?: string[]) {
  const files: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      files[path.slice(join(folder, '/').length)] = await readFile(path, 'utf8');
    }
  }
  const { Dockerfile: dockerfile, ...rest } = files;
  return dockerfile === undefined
    ? { kind: 'files', base, files, kernels }
    : { kind: 'dockerfile', dockerfile, files: rest, kernels };
}

function refuse(problem: string): never {
  throw new AtelierError(
    'invalid-input',
    `This is no specification of an environment: ${problem}`,
    {
      remedy: '`atelier environments create --help` tells the options.'
    }
  );
}
