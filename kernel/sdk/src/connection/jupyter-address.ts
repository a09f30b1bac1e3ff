import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../configuration.ts';

/**
 * Address of the Jupyter server that started this process, with its base path, e.g.
 * `http://localhost:8888/`. Undefined outside of Jupyter. The file that tells it holds Jupyter's
 * token too; only the address is taken.
 */
export function jupyterAddress(configuration: Configuration): string | undefined {
  const { jupyterPid, jupyterRuntimeFolder } = configuration;
  if (jupyterPid === undefined) {
    return undefined;
  }
  try {
    const file = join(jupyterRuntimeFolder, `jpserver-${jupyterPid}.json`);
    const { url } = JSON.parse(readFileSync(file, 'utf8')) as { url?: string };
    return url && `${url.replace(/\/+$/, '')}/`;
  } catch {
    return undefined;
  }
}
