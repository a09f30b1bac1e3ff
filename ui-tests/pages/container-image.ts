import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const SOCKET = '/var/run/docker.sock';
const TESTS = join(__dirname, '../../server/jupyter/tests');

/** An image with the C library and a shell, from this machine alone. */
export function makeContainerImage(folder: string): string {
  const program =
    'import sys, pathlib, container_image as c; c.make_image(pathlib.Path(sys.argv[1]))';
  execFileSync('python', ['-c', program, folder], { env: { ...process.env, PYTHONPATH: TESTS } });
  return 'atelier-test/glibc:2';
}
