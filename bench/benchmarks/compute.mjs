import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startAtelier } from '../harness/atelier.mjs';
import { run } from '../harness/children.mjs';
import { makeContainerImage } from '../harness/container-image.mjs';
import { inRepository, programs } from '../harness/places.mjs';
import { temporaryFolder } from '../harness/temporary-folder.mjs';

export const versionsOf = [];

const SOCKET = '/var/run/docker.sock';
const KERNEL = path.join(programs, 'kernel/main.cjs');
const PYTHON = inRepository('.venv/bin/python');
const FIGURE = 'kernel: start to first result';
/** Name in the program → how it is shown. */
const SUBJECTS = {
  process: 'process, started by jupyter_client',
  'atelier-warm': 'Atelier, a kernel waits',
  'atelier-box': 'Atelier, none waits',
  'atelier-box-stopped': 'Atelier, instance stopped before',
  'docker-run': 'a new container each, `docker run`'
};

/** Kernels of this machine and in containers, in turns, as Jupyter starts them. */
export async function measure({ figures, quick }) {
  if (!existsSync(SOCKET)) {
    throw new Error(`there is no container engine at ${SOCKET}.`);
  }
  const temporary = temporaryFolder('atelier');
  const server = await startAtelier();
  const ask = (method, rest, body) =>
    server.call({
      ...{ method, body, headers: server.headers },
      path: `/api/workspaces/~/compute${rest}`
    });
  let instance;
  let warm;
  try {
    const image = await makeContainerImage(temporary.path);
    const body = { driver: 'docker', image };
    instance = await ask('POST', '', { ...body, name: 'box', warmKernels: 0 });
    warm = await ask('POST', '', { ...body, name: 'warm', warmKernels: 1 });
    const kernelspecs = path.join(server.data, 'jupyter/kernels');
    await mkdir(path.join(kernelspecs, 'process'));
    const spec = {
      ...{ display_name: 'process', language: 'typescript', interrupt_mode: 'message' },
      argv: [process.execPath, KERNEL, '-f', '{connection_file}']
    };
    await writeFile(path.join(kernelspecs, 'process/kernel.json'), JSON.stringify(spec));
    const lent = [process.execPath, programs].flatMap(place => ['-v', `${place}:${place}:ro`]);
    const dockerRun = [
      ...['run', '-d', '--init', '--network', 'none', '--cap-drop', 'ALL'],
      ...[...lent, '-v', '{folder}:{folder}', image],
      ...[process.execPath, KERNEL, '-f', '{folder}/connection.json']
    ];
    const label = `atelier.instance=${instance.id}`;
    const output = await run(
      PYTHON,
      [
        inRepository('bench/programs/kernel_starts.py'),
        ...[kernelspecs, quick ? '2' : '7', label, JSON.stringify(dockerRun)],
        ...Object.keys(SUBJECTS)
      ],
      { env: { ATELIER_DATA: server.data } }
    );
    for (const [name, samples] of Object.entries(JSON.parse(output))) {
      figures.add(FIGURE, 'ms', 'lower', SUBJECTS[name], ...samples);
    }
    figures.aim(FIGURE, { value: 500 });
  } finally {
    for (const made of [instance, warm].filter(Boolean)) {
      await ask('POST', `/${made.id}/stop`);
      await ask('DELETE', `/${made.id}`);
    }
    await server.stop();
    temporary.remove();
  }
}
