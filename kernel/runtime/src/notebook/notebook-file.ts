import { readFile, rename, writeFile } from 'node:fs/promises';

/** A notebook of format 4, as far as it matters here. */
export interface Notebook {
  cells: Cell[];
  metadata: {
    kernelspec?: { language?: string; name?: string };
    language_info?: { name?: string };
    [key: string]: unknown;
  };
  nbformat: number;
  nbformat_minor: number;
}

export interface Cell {
  id?: string;
  cell_type: string;
  source: string | string[];
  metadata: { tags?: string[]; [key: string]: unknown };
  outputs?: Output[];
  execution_count?: number | null;
}

export type Output = { output_type: string; [key: string]: unknown };

export const LANGUAGES = ['typescript', 'python', 'r'] as const;
export type Language = (typeof LANGUAGES)[number];

export const sourceOf = ({ source }: Cell): string =>
  Array.isArray(source) ? source.join('') : source;

/** @throws Error with a sentence for the user */
export async function readNotebook(path: string): Promise<Notebook> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Error(`There is no notebook ${path}.`);
  });
  let notebook: Notebook;
  try {
    notebook = JSON.parse(text) as Notebook;
  } catch {
    throw new Error(`${path} is not JSON.`);
  }
  if (notebook.nbformat !== 4 || !Array.isArray(notebook.cells)) {
    throw new Error(`${path} is no notebook of format 4: open and save it in JupyterLab.`);
  }
  return notebook;
}

/** Replaces the file at once: whoever looks sees the old or the new one. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  const draft = `${path}.tmp`;
  await writeFile(draft, `${JSON.stringify(notebook, null, 1)}\n`);
  await rename(draft, path);
}

/** @throws Error when the notebook says nothing that is known */
export function languageOf({ metadata }: Notebook): Language {
  const told = [metadata.language_info?.name, metadata.kernelspec?.language];
  const names = told.map(name => name?.toLowerCase());
  const found = LANGUAGES.find(language => names.includes(language));
  if (!found) {
    throw new Error('The notebook does not say which language it is in: name one.');
  }
  return found;
}
