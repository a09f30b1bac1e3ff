import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../harness/children.mjs';
import { inRepository, programs } from '../harness/places.mjs';
import { rivalProgram } from '../harness/rivals.mjs';
import { temporaryFolder } from '../harness/temporary-folder.mjs';

export const versionsOf = ['deno', 'ipykernel', 'jupyter_client'];

function builtKernel() {
  const places = [path.join(programs, 'kernel'), inRepository('kernel/runtime/dist')];
  const found = places.map(place => path.join(place, 'main.cjs')).find(file => existsSync(file));
  if (!found) {
    throw new Error('The kernel has not been built: run `npm run build -- lib kernel native`.');
  }
  return found;
}

/** Display name → kernelspec; the language says which cells are run. */
const KERNELS = {
  Atelier: () => ({
    language: 'javascript',
    interrupt_mode: 'message',
    argv: [process.execPath, builtKernel(), '-f', '{connection_file}']
  }),
  ipykernel: () => ({
    language: 'python',
    argv: [rivalProgram('python'), '-m', 'ipykernel_launcher', '-f', '{connection_file}']
  }),
  Deno: () => ({
    language: 'javascript',
    argv: [rivalProgram('deno'), 'jupyter', '--kernel', '--conn', '{connection_file}']
  })
};

/** What the program reports → how it is shown. */
const FIGURES = {
  information: 'start to kernel information',
  first_result: 'start to first result',
  first_result_work: 'processor time until the first result',
  round_trip: '`1+1` round trip, median of 100',
  completion: 'first completion',
  lines: '10,000 lines of output',
  loop: 'loop of 10⁷ steps over a cell’s variables'
};
const MEMORY = {
  idle: 'memory after the first result',
  used: 'memory after all cells'
};

function addRound(figures, name, took) {
  for (const [key, label] of Object.entries(FIGURES)) {
    figures.add(label, 'ms', 'lower', name, took[key]);
  }
  for (const [key, label] of Object.entries(MEMORY)) {
    figures.add(`${label}, resident`, 'MB', 'lower', name, took[key].rss);
    figures.add(`${label}, shared pages once`, 'MB', 'lower', name, took[key].pss);
  }
  figures.add(
    'lines of 10,000 that arrived before the cell was done',
    'number',
    'higher',
    name,
    took.lines_arrived
  );
}

/** Kernels as a Jupyter client sees them, in turns. */
export async function measure({ figures, quick, rivals }) {
  if (!rivals) {
    throw new Error('the Jupyter client that drives it comes with the rivals; drop --no-rivals.');
  }
  const temporary = temporaryFolder('atelier');
  const folder = temporary.path;
  const names = Object.keys(KERNELS);
  try {
    for (const name of names) {
      const place = path.join(folder, name.toLowerCase());
      await mkdir(place);
      const spec = { display_name: name, ...KERNELS[name]() };
      await writeFile(path.join(place, 'kernel.json'), JSON.stringify(spec));
    }
    const program = inRepository('bench/programs/kernel_rounds.py');
    const rounds = quick ? 1 : 5;
    const output = await run(
      rivalProgram('python'),
      [program, folder, String(rounds), ...names.map(name => name.toLowerCase())],
      { env: { JUPYTER_RUNTIME_DIR: path.join(folder, 'runtime'), DENO_NO_UPDATE_CHECK: '1' } }
    );
    const results = JSON.parse(output);
    for (const name of names) {
      results[name.toLowerCase()].forEach(took => addRound(figures, name, took));
    }
  } finally {
    temporary.remove();
  }
}
