import ts from 'typescript';

import { HIDDEN_NAME } from '../runner/hidden-global.ts';
import type { DeclarationRewriter } from './declarations.ts';
import { interruptibleAwait } from './interruptible-awaits.ts';

const callImport = (factory: ts.NodeFactory, specifiers: readonly ts.Expression[]) =>
  factory.createCallExpression(
    factory.createPropertyAccessExpression(factory.createIdentifier(HIDDEN_NAME), 'import'),
    undefined,
    specifiers
  );

/** `import(x)` resolves from the notebook's folder, not from where the kernel lies. */
export function redirectImportCall(factory: ts.NodeFactory, node: ts.Node): ts.Node {
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) {
    return node;
  }
  return callImport(factory, node.arguments);
}

function namesAsPattern(
  factory: ts.NodeFactory,
  clause: ts.ImportClause
): ts.ObjectBindingPattern | undefined {
  const element = (property: string | ts.PropertyName | undefined, name: ts.Identifier) =>
    factory.createBindingElement(undefined, property, name);
  const named = clause.namedBindings;
  const elements = [
    ...(clause.name ? [element('default', clause.name)] : []),
    ...(named && ts.isNamedImports(named)
      ? named.elements.map(each => element(each.propertyName, each.name))
      : [])
  ];
  return elements.length ? factory.createObjectBindingPattern(elements) : undefined;
}

/** An import becomes variables, because a cell is a script; the names can then be imported again. */
export function importAsVariables(
  factory: ts.NodeFactory,
  statement: ts.ImportDeclaration,
  rewriter: DeclarationRewriter
): ts.Statement[] {
  const call = callImport(factory, [statement.moduleSpecifier]);
  const imported = interruptibleAwait(
    factory,
    factory.createAwaitExpression(call)
  ) as ts.Expression;
  const clause = statement.importClause;
  const pattern = clause && namesAsPattern(factory, clause);
  const named = clause?.namedBindings;
  if (named && ts.isNamespaceImport(named)) {
    const whole = rewriter.assign(named.name, imported, statement);
    return pattern ? [whole, rewriter.assign(pattern, named.name, statement)] : [whole];
  }
  if (pattern) return [rewriter.assign(pattern, imported, statement)];
  return [ts.setTextRange(factory.createExpressionStatement(imported), statement)];
}
