import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';

/**
 * Code reduced to what it means to its parser: two texts with the same form differ in white space,
 * layout and comments only. Null: there is no parser for the language, or it does not understand
 * the text.
 */
export type CanonicalForm = (code: string, language: string) => Promise<string | null>;

/** What is read of a syntax tree of the editor's parsers. */
interface SyntaxNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly type: { readonly isError: boolean };
  readonly firstChild: SyntaxNode | null;
  readonly nextSibling: SyntaxNode | null;
}

const COMMENT = /comment/i;
const CLOSING = new Set([')', ']', '}']);

/** Reads code with the parsers that JupyterLab's editor has. */
export function createCanonicalForm(languages: IEditorLanguageRegistry | null): CanonicalForm {
  return async (code, language) => {
    const spec = languages?.findBest(language) ?? null;
    const loaded = spec && (await languages?.getLanguage(spec));
    const parser = loaded?.support?.language.parser;
    return parser ? formOf(parser.parse(code).topNode, code) : null;
  };
}

/** Names of inner nodes with what is in them, and the text of leaves; null where the parser has given up. */
function formOf(node: SyntaxNode, code: string): string | null {
  if (node.type.isError) {
    return null;
  }
  if (!node.firstChild) {
    const text = code.slice(node.from, node.to);
    return JSON.stringify(node.name === 'String' ? unquoted(text) : text);
  }
  const parts: string[] = [];
  for (let child: SyntaxNode | null = node.firstChild; child; child = child.nextSibling) {
    if (!isLayout(child, node)) {
      const form = formOf(child, code);
      if (form === null) {
        return null;
      }
      parts.push(form);
    }
  }
  return `${node.name}(${parts.join(' ')})`;
}

/** Comments, semicolons between statements, and commas before a closing bracket. */
function isLayout({ name, nextSibling }: SyntaxNode, parent: SyntaxNode): boolean {
  return (
    COMMENT.test(name) ||
    (name === ';' && parent.name !== 'ForSpec') ||
    (name === ',' && nextSibling !== null && CLOSING.has(nextSibling.name))
  );
}

/** 'a' and "a" are one string; what is escaped inside stays as it was written. */
function unquoted(text: string): string {
  const simple = /^(['"])([^'"\\]*)\1$/.exec(text);
  return simple ? `"${simple[2]}"` : text;
}
