import ts from 'typescript';

import { assignmentsOf, boundNames, targetOf } from './assignments.ts';

const isVar = (list: ts.VariableDeclarationList) => (list.flags & ts.NodeFlags.BlockScoped) === 0;

const isVarList = (node: ts.Node | undefined): node is ts.VariableDeclarationList =>
  !!node && ts.isVariableDeclarationList(node) && isVar(node);

const withoutExport = (modifiers: ts.NodeArray<ts.ModifierLike> | undefined) =>
  modifiers?.filter(
    each => each.kind !== ts.SyntaxKind.ExportKeyword && each.kind !== ts.SyntaxKind.DefaultKeyword
  );

/** Turns declarations of a cell's top level into assignments, and collects the names to be declared for them. */
export interface DeclarationRewriter {
  readonly names: ReadonlySet<string>;
  variables(statement: ts.VariableStatement): ts.Statement;
  assign(name: ts.BindingName, value: ts.Expression, range: ts.TextRange): ts.Statement;
  functionValue(statement: ts.FunctionDeclaration): ts.Expression | undefined;
  classValue(statement: ts.ClassDeclaration): ts.Expression;
  /** `var` inside a block belongs to the whole notebook, too. */
  nestedVar(node: ts.Node): ts.Node;
}

export function createDeclarationRewriter(factory: ts.NodeFactory): DeclarationRewriter {
  const names = new Set<string>();

  function collect(list: ts.VariableDeclarationList): void {
    for (const each of list.declarations) for (const name of boundNames(each.name)) names.add(name);
  }

  function statementOf(
    expression: ts.Expression | undefined,
    range: ts.TextRange
  ): ts.ExpressionStatement | ts.EmptyStatement {
    if (!expression) return factory.createEmptyStatement();
    return ts.setTextRange(factory.createExpressionStatement(expression), range);
  }

  function nestedVarLoop(node: ts.ForOfStatement | ts.ForInStatement): ts.Node {
    if (!isVarList(node.initializer)) return node;
    collect(node.initializer);
    const target = targetOf(factory, node.initializer.declarations[0].name);
    const { expression, statement } = node;
    return ts.isForOfStatement(node)
      ? factory.updateForOfStatement(node, node.awaitModifier, target, expression, statement)
      : factory.updateForInStatement(node, target, expression, statement);
  }

  return {
    names,
    variables(statement) {
      const list = statement.declarationList;
      collect(list);
      const empty = isVar(list) ? undefined : factory.createVoidZero();
      return statementOf(assignmentsOf(factory, list, empty), statement);
    },
    assign(name, value, range) {
      for (const each of boundNames(name)) names.add(each);
      return statementOf(factory.createAssignment(targetOf(factory, name), value), range);
    },
    functionValue(statement) {
      if (!statement.body) return undefined;
      return ts.setTextRange(
        factory.createFunctionExpression(
          withoutExport(statement.modifiers) as ts.Modifier[] | undefined,
          statement.asteriskToken,
          undefined,
          undefined,
          statement.parameters,
          undefined,
          statement.body
        ),
        statement
      );
    },
    classValue: statement =>
      ts.setTextRange(
        factory.createClassExpression(
          withoutExport(statement.modifiers),
          statement.name,
          undefined,
          statement.heritageClauses,
          statement.members
        ),
        statement
      ),
    nestedVar(node) {
      if (ts.isVariableStatement(node) && isVar(node.declarationList)) {
        collect(node.declarationList);
        return statementOf(assignmentsOf(factory, node.declarationList), node);
      }
      if (ts.isForStatement(node) && isVarList(node.initializer)) {
        collect(node.initializer);
        const start = assignmentsOf(factory, node.initializer);
        const { condition, incrementor, statement } = node;
        return factory.updateForStatement(node, start, condition, incrementor, statement);
      }
      return ts.isForOfStatement(node) || ts.isForInStatement(node) ? nestedVarLoop(node) : node;
    }
  };
}
