import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';

/** Fills an element with coloured code. */
export type Highlighter = (code: string, language: string, node: HTMLElement) => Promise<void>;

/** Colours code as JupyterLab's editor does; without its languages the text stays plain. */
export function createHighlighter(languages: IEditorLanguageRegistry | null): Highlighter {
  return async (code, language, node) => {
    const spec = languages?.findBest(language) ?? null;
    if (!languages || !spec) {
      node.textContent = code;
      return;
    }
    const coloured = document.createElement('div');
    await languages.highlight(code, spec, coloured);
    node.replaceChildren(...coloured.childNodes);
  };
}

/** The language of a run's cells, as far as the run tells. */
export function languageOf(environment: Readonly<Record<string, string>>): string {
  const told = environment.language ?? (environment.python ? 'python' : 'typescript');
  return told.toLowerCase();
}
