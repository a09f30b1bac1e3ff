import ts from 'typescript';

import { boundNames } from './assignments.ts';
import { isJsx } from './transpile.ts';

/** What a cell has to do with other cells: the names it declares, and all identifiers in it. */
export interface CellNames {
  declared: Set<string>;
  used: Set<string>;
  jsx: boolean;
}

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(each => boundNames(each.name));
  }
  if (ts.isImportDeclaration(statement)) {
    const clause = statement.importClause;
    const named = clause?.namedBindings;
    const elements = named && ts.isNamedImports(named) ? named.elements.map(each => each.name) : [];
    const namespace = named && ts.isNamespaceImport(named) ? [named.name] : [];
    const names = [...(clause?.name ? [clause.name] : []), ...elements, ...namespace];
    return names.map(each => each.text);
  }
  const named =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isModuleDeclaration(statement);
  return named && statement.name && ts.isIdentifier(statement.name) ? [statement.name.text] : [];
}

/** `var` in a block of the cell belongs to the whole notebook, too. */
function nestedVars(node: ts.Node): string[] {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return [];
  const own =
    ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0
      ? node.declarations.flatMap(each => boundNames(each.name))
      : [];
  const inner: string[] = [];
  ts.forEachChild(node, child => void inner.push(...nestedVars(child)));
  return [...own, ...inner];
}

export function namesOf(text: string): CellNames {
  const jsx = isJsx(text);
  const kind = jsx ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile('cell.ts', text, ts.ScriptTarget.ES2022, false, kind);
  const used = new Set<string>();
  const walk = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text) used.add(node.text);
    ts.forEachChild(node, walk);
  };
  walk(file);
  const declared = file.statements.flatMap(each => [...declaredBy(each), ...nestedVars(each)]);
  return { declared: new Set(declared), used, jsx };
}
