import ts from 'typescript';

import { createCellFiles } from './cell-files.ts';
import type { Completion, Diagnostic, Inspection } from './engine.ts';
import { createLanguageHost } from './language-host.ts';
import type { CellFile, LanguageSetup } from './language-messages.ts';
import { toDiagnostic } from './transpile.ts';

const MOST_COMPLETIONS = 500;

/** Findings that come from treating cells as modules, not from what the user wrote. */
const FALSE_FINDINGS = new Set([
  2632, // assignment to an import: a name of another cell may be set
  2630, // assignment to a function: the same
  2708, // a namespace used as a value
  2686,
  2874,
  2875,
  7026,
  17004 // JSX without declarations of React
]);

/** TypeScript's language service over the cells of a notebook. */
export interface CellLanguageService {
  /** Brings a cell up to date before it is checked, while names still mean what they mean now. */
  write(cell: CellFile): void;
  check(cell: CellFile): Diagnostic[];
  settle(cell: CellFile): void;
  complete(text: string, offset: number): Completion;
  inspect(text: string, offset: number): Inspection | undefined;
  warm(): void;
}

/** A name of another cell is an import here; the user knows nothing of that. */
const withoutAlias = (signature: string) =>
  signature.startsWith('(alias) ') ? signature.slice(8).replace(/\nimport [^\n]*$/, '') : signature;

const plain = (parts: ts.SymbolDisplayPart[] | undefined) => ts.displayPartsToString(parts);

function documentation(
  parts: ts.SymbolDisplayPart[] | undefined,
  tags: readonly ts.JSDocTagInfo[] | undefined
): string {
  const lines = (tags ?? []).map(tag => `*@${tag.name}* ${plain(tag.text)}`.trimEnd());
  return [plain(parts), ...lines].filter(Boolean).join('\n\n');
}

/** How well a name fits what was typed; 3 does not fit. */
function rank(name: string, typed: string): number {
  if (name.startsWith(typed)) return 0;
  const lower = name.toLowerCase();
  const wanted = typed.toLowerCase();
  if (lower.startsWith(wanted)) return 1;
  return lower.includes(wanted) ? 2 : 3;
}

export function createCellLanguageService(setup: LanguageSetup): CellLanguageService {
  const cells = createCellFiles(setup.folder);
  let current = '';
  const host = createLanguageHost(setup, cells, () => current);
  const service = ts.createLanguageService(host, ts.createDocumentRegistry(true, setup.folder));

  function open(file: string): string {
    current = file;
    return file;
  }

  function check(cell: CellFile): Diagnostic[] {
    const file = open(cells.write(cell));
    return [...service.getSyntacticDiagnostics(file), ...service.getSemanticDiagnostics(file)]
      .filter(each => each.category === ts.DiagnosticCategory.Error)
      .filter(each => (each.start ?? 0) < cell.text.length && !FALSE_FINDINGS.has(each.code))
      .map(toDiagnostic);
  }

  function complete(text: string, offset: number): Completion {
    const file = open(cells.scratch(text));
    const before = text.slice(0, offset);
    const typed = /[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.exec(before)?.[0] ?? '';
    const rest = /^[\p{ID_Continue}$]*/u.exec(text.slice(offset))?.[0] ?? '';
    const found = service.getCompletionsAtPosition(file, offset, {});
    const span = found?.entries.find(each => each.replacementSpan)?.replacementSpan;
    const inString = span !== undefined;
    const word = inString ? text.slice(span.start, offset) : typed;
    const isMember = inString || /\.\s*$/.test(before.slice(0, before.length - typed.length));
    const own = isMember ? [] : cells.names().map(name => ({ name, kind: 'variable', order: '0' }));
    const entries = (found?.entries ?? []).map(({ name, kind, sortText }) => ({
      name,
      kind: String(kind),
      order: sortText
    }));
    const items = new Map<string, { name: string; kind: string; order: string }>();
    for (const each of [...entries, ...own]) {
      const fit = rank(each.name, word);
      if (fit === 3 || (items.has(each.name) && each.kind === 'variable')) continue;
      items.set(each.name, { ...each, order: `${fit}${each.order}` });
    }
    const sorted = [...items.values()].sort((a, b) =>
      a.order === b.order ? (a.name < b.name ? -1 : 1) : a.order < b.order ? -1 : 1
    );
    return {
      start: inString ? span.start : offset - typed.length,
      end: inString ? span.start + span.length : offset + rest.length,
      items: sorted.slice(0, MOST_COMPLETIONS).map(({ name, kind }) => ({ name, kind }))
    };
  }

  function signature(file: string, offset: number): Inspection | undefined {
    const help = service.getSignatureHelpItems(file, offset, undefined);
    const item = help?.items[help.selectedItemIndex];
    if (!item) return undefined;
    const parameters = item.parameters
      .map(each => plain(each.displayParts))
      .join(plain(item.separatorDisplayParts));
    const head = plain(item.prefixDisplayParts);
    return {
      signature: head + parameters + plain(item.suffixDisplayParts),
      documentation: documentation(item.documentation, item.tags)
    };
  }

  function inspect(text: string, offset: number): Inspection | undefined {
    const file = open(cells.scratch(text));
    const info =
      service.getQuickInfoAtPosition(file, offset) ??
      (offset > 0 ? service.getQuickInfoAtPosition(file, offset - 1) : undefined);
    if (!info) return signature(file, offset);
    return {
      signature: withoutAlias(plain(info.displayParts)),
      documentation: documentation(info.documentation, info.tags)
    };
  }

  return {
    write: cell => void cells.write(cell),
    check,
    settle: cell => cells.settle(cell),
    complete,
    inspect,
    warm() {
      check({ key: 0, text: 'const warm = Math.abs(1);' });
      complete('Math.', 5);
      complete('con', 3);
    }
  };
}
