import ts from 'typescript';

import { HIDDEN_NAME } from '../runner/hidden-global.ts';

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

function namedElements(factory: ts.NodeFactory, clause: ts.ImportClause): ts.BindingElement[] {
  const element = (property: string | ts.PropertyName | undefined, name: ts.Identifier) =>
    factory.createBindingElement(undefined, property, name);
  const named = clause.namedBindings;
  return [
    ...(clause.name ? [element('default', clause.name)] : []),
    ...(named && ts.isNamedImports(named)
      ? named.elements.map(each => {
          const original = each.propertyName;
          const property =
            original && ts.isStringLiteral(original)
              ? factory.createStringLiteral(original.text)
              : original;
          return element(property, each.name);
        })
      : [])
  ];
}

/** An import becomes variables, because a cell is a script; the names can then be imported again. */
export function importAsVariables(
  factory: ts.NodeFactory,
  statement: ts.ImportDeclaration
): ts.Statement {
  const call = factory.createAwaitExpression(callImport(factory, [statement.moduleSpecifier]));
  const clause = statement.importClause;
  if (!clause) return ts.setTextRange(factory.createExpressionStatement(call), statement);
  const declare = (name: ts.BindingName, value: ts.Expression) =>
    factory.createVariableDeclaration(name, undefined, undefined, value);
  const elements = namedElements(factory, clause);
  const pattern = () => factory.createObjectBindingPattern(elements);
  const named = clause.namedBindings;
  const declarations =
    named && ts.isNamespaceImport(named)
      ? [
          declare(named.name, call),
          ...(elements.length ? [declare(pattern(), named.name)] : [])
        ]
      : [declare(pattern(), call)];
  return ts.setTextRange(
    factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList(declarations, ts.NodeFlags.Let)
    ),
    statement
  );
}
