import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** npm lies beside Node in every distribution of it; the name on the path is the last resort. */
function npmCommand(): [string, string[]] {
  const bin = path.dirname(fs.realpathSync(process.execPath));
  const script = [
    path.join(bin, '../lib/node_modules/npm/bin/npm-cli.js'),
    path.join(bin, 'node_modules/npm/bin/npm-cli.js')
  ].find(file => fs.existsSync(file));
  return script ? [process.execPath, [script]] : ['npm', []];
}

/** Splits arguments at spaces; quotes hold words together. */
function words(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare
  );
}

/** Runs npm in the notebook's folder and passes on what it prints. */
export async function runNpm(args: string, folder: string, signal: AbortSignal): Promise<void> {
  const [command, first] = npmCommand();
  const child = spawn(command, [...first, ...words(args)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`,
      npm_config_fund: 'false',
      npm_config_progress: 'false',
      npm_config_update_notifier: 'false'
    },
    signal
  });
  child.stdout.on('data', (chunk: Buffer) => process.stdout.write(chunk));
  child.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`npm ended with code ${code ?? 'none'}; what it printed above says why.`);
  }
}
