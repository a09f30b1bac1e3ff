import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The Python side of the parity tests: one process that answers requests in turn. */
export interface Python {
  ask<T>(request: Record<string, unknown>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Starts `reference.py` with the Python that `ATELIER_PYTHON` names, or else `python3`. It must
 * have scikit-learn, LightGBM and onnx: a test that cannot compare fails.
 */
export function startPython(): Python {
  const python = process.env.ATELIER_PYTHON ?? 'python3';
  const child = spawn(python, [join(import.meta.dirname, 'reference.py')]);
  const ended = once(child, 'close').catch((error: Error) => error);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', chunk => (errors += chunk));
  child.stdin.on('error', () => undefined);
  const explain = (): Error => {
    const lacks = /No module named '([^']+)'/.exec(errors)?.[1];
    if (errors !== '' && !lacks) return new Error(`The Python reference failed: ${errors}`);
    return new Error(
      `This test compares with Python, and "${python}" ${lacks ? `has no module "${lacks}"` : 'does not start'}. ` +
        'Install scikit-learn, lightgbm and onnx, or set ATELIER_PYTHON to a Python that has them.'
    );
  };
  return {
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const line = await lines.next();
      if (!line.done) return JSON.parse(line.value);
      await ended;
      throw explain();
    },
    async close() {
      child.stdin.end();
      await ended;
    }
  };
}
