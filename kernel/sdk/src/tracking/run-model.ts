import type { KeptArtifact } from './run-media.ts';

export interface ModelOptions {
  /** Path below the run; the file's own name when left out. */
  name?: string;
  /** E.g. `onnx`; by the file's ending when left out. */
  format?: string;
}

/** A model that a run keeps: `registerModel` takes it as it is. */
export interface RunModel {
  readonly run: { readonly id: string; flush(milliseconds?: number): Promise<boolean> };
  /** Path of the file, or of the folder. */
  readonly artifact: string;
  readonly format: string;
  readonly files: readonly KeptArtifact[];
}

const formats: Record<string, string> = {
  '.gguf': 'gguf',
  '.joblib': 'joblib',
  '.json': 'json',
  '.onnx': 'onnx',
  '.pb': 'tensorflow',
  '.pkl': 'pickle',
  '.pt': 'torch',
  '.pth': 'torch',
  '.safetensors': 'safetensors'
};

/** By the endings of its files; `file` when none tells. */
export function modelFormatOf(paths: readonly string[]): string {
  if (paths.some(path => /(^|\/)MLmodel$/.test(path))) {
    return 'mlflow';
  }
  const known = paths.map(path => formats[/\.\w+$/.exec(path)?.[0].toLowerCase() ?? '']);
  return known.find(format => format !== undefined) ?? 'file';
}
