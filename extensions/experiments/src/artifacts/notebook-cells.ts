import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

export interface NotebookCell {
  readonly type: 'code' | 'markdown' | 'raw';
  readonly source: string;
  readonly executionCount: number | null;
  /** A bundle by media type for each output. */
  readonly outputs: readonly ReadonlyPartialJSONObject[];
}

export interface NotebookContent {
  readonly language: string;
  readonly cells: readonly NotebookCell[];
}

/** The cells of a notebook file (nbformat 4); undefined where it is none. */
export function readNotebook(value: unknown): NotebookContent | undefined {
  const { cells, metadata } = record(value);
  if (!Array.isArray(cells)) {
    return undefined;
  }
  const { kernelspec, language_info: info } = record(metadata);
  return {
    language: String(record(info).name ?? record(kernelspec).language ?? 'python'),
    cells: cells.map(record).map(cell => ({
      type: cell.cell_type === 'code' || cell.cell_type === 'markdown' ? cell.cell_type : 'raw',
      source: joined(cell.source),
      executionCount: typeof cell.execution_count === 'number' ? cell.execution_count : null,
      outputs: Array.isArray(cell.outputs) ? cell.outputs.map(record).map(bundleOf) : []
    }))
  };
}

function bundleOf(output: Record<string, unknown>): ReadonlyPartialJSONObject {
  if (output.output_type === 'stream') {
    const type = output.name === 'stderr' ? 'stderr' : 'stdout';
    return { [`application/vnd.jupyter.${type}`]: joined(output.text) };
  }
  if (output.output_type === 'error') {
    const lines = Array.isArray(output.traceback) ? output.traceback.map(String) : [];
    const told = lines.length > 0 ? lines.join('\n') : `${output.ename}: ${output.evalue}`;
    return { 'application/vnd.jupyter.stderr': told };
  }
  const data = Object.entries(record(output.data)).map(([type, content]) => [
    type,
    // Texts come as one or as lines; JSON comes as it is.
    Array.isArray(content) && !type.endsWith('json') ? joined(content) : content
  ]);
  return Object.fromEntries(data) as ReadonlyPartialJSONObject;
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const joined = (text: unknown): string =>
  Array.isArray(text) ? text.map(String).join('') : typeof text === 'string' ? text : '';
