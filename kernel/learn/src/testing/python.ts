import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Asks `reference.py` something. Python is `ATELIER_PYTHON`, or else `python3`; it must have
 * scikit-learn, LightGBM and onnx.
 */
export function askPython<T>(request: Record<string, unknown>): T {
  const python = process.env.ATELIER_PYTHON ?? 'python3';
  const { status, stdout, stderr, error } = spawnSync(
    python,
    [join(import.meta.dirname, 'reference.py')],
    { input: JSON.stringify(request), encoding: 'utf8', maxBuffer: 2 ** 28 }
  );
  if (status === 0) return JSON.parse(stdout);
  const lacks = /No module named '([^']+)'/.exec(stderr ?? '')?.[1];
  if (error || lacks) {
    throw new Error(
      `This test compares with Python, and "${python}" ${lacks ? `has no module "${lacks}"` : 'does not start'}. ` +
        'Install scikit-learn, lightgbm and onnx, or set ATELIER_PYTHON to a Python that has them.'
    );
  }
  throw new Error(`The Python reference failed: ${stderr}`);
}
