import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './children.mjs';
import { inRepository } from './places.mjs';

const folder = inRepository('.studio/bench-venv');
const stampFile = path.join(folder, 'installed');
const requirements = inRepository('bench/requirements.txt');

/** A program of the rivals' environment. */
export const rivalProgram = name => path.join(folder, 'bin', name);

/** Makes the throw-away environment with the rivals, unless it stands. */
export async function installRivals(say) {
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) {
    return;
  }
  say('Installing the rivals into .studio/bench-venv (a few minutes, once) …');
  const own = inRepository('.venv/bin/python');
  const python = existsSync(own) ? own : 'python3';
  try {
    await run(python, ['-m', 'venv', folder]);
    await run(rivalProgram('pip'), ['install', '--quiet', '--requirement', requirements]);
  } catch (cause) {
    throw new Error(
      'The rivals could not be installed; --no-rivals measures Atelier alone. ' + cause.message,
      { cause }
    );
  }
  writeFileSync(stampFile, wanted);
}

/** Version of an installed rival. */
export async function rivalVersion(name) {
  const program = `import importlib.metadata as m; print(m.version(${JSON.stringify(name)}))`;
  return (await run(rivalProgram('python'), ['-c', program])).trim();
}
