import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FittedPipeline } from '../index.ts';
import type { Row } from '../table.ts';

export interface OnnxOutput {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: readonly (number | string | boolean)[];
}

/** Exports a pipeline and scores rows with ONNX Runtime. */
export function scoreOnnx(
  fitted: FittedPipeline,
  rows: readonly Row[]
): Record<string, OnnxOutput> {
  const folder = mkdtempSync(join(tmpdir(), 'learn-'));
  try {
    const path = join(folder, 'model.onnx');
    writeFileSync(path, fitted.toOnnx());
    const inputs = fitted.columns.map(({ name, type }) => ({
      name,
      type,
      values: rows.map(row => row[name] ?? (type === 'numeric' ? null : ''))
    }));
    const script = join(import.meta.dirname, 'score-onnx.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
      input: JSON.stringify({ path, rows: rows.length, inputs }),
      encoding: 'utf8',
      maxBuffer: 2 ** 28
    });
    if (status !== 0) throw new Error(`ONNX Runtime refused the model: ${stderr}`);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The greatest distance between two lists of numbers. */
export function furthest(a: readonly number[], b: readonly unknown[]): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((most, value, index) => Math.max(most, Math.abs(value - Number(b[index]))), 0);
}
