import ts from 'typescript';

const isVar = (list: ts.VariableDeclarationList) => (list.flags & ts.NodeFlags.BlockScoped) === 0;

export function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap(each => (ts.isOmittedExpression(each) ? [] : boundNames(each.name)));
}

const withoutExport = (modifiers: ts.NodeArray<ts.ModifierLike> | undefined) =>
  modifiers?.filter(
    each => each.kind !== ts.SyntaxKind.ExportKeyword && each.kind !== ts.SyntaxKind.DefaultKeyword
  );

/**
 * V8's console mode lets a name be declared again only in the way it was declared first. So that a cell can be edited
 * freely (`const` to `let`, a function to a class), all names of a cell's top level are declared by `let`.
 */
export function createDeclarationRewriter(factory: ts.NodeFactory) {
  const declared = new Set<string>();

  const letStatement = (
    name: ts.Identifier,
    value: ts.Expression | undefined,
    range?: ts.TextRange
  ): ts.Statement => {
    if (value && declared.has(name.text)) {
      return factory.createExpressionStatement(factory.createAssignment(name, value));
    }
    declared.add(name.text);
    const declaration = factory.createVariableDeclaration(name, undefined, undefined, value);
    return ts.setTextRange(
      factory.createVariableStatement(
        undefined,
        factory.createVariableDeclarationList([declaration], ts.NodeFlags.Let)
      ),
      range
    );
  };

  function variables(statement: ts.VariableStatement): ts.Statement {
    const list = statement.declarationList;
    const names = list.declarations.flatMap(each => boundNames(each.name));
    const again = isVar(list) && names.some(name => declared.has(name));
    for (const name of names) declared.add(name);
    if (again) return asAssignments(factory, list) ?? statement;
    return factory.updateVariableStatement(
      statement,
      [],
      ts.setTextRange(
        factory.createVariableDeclarationList(list.declarations, ts.NodeFlags.Let),
        list
      )
    );
  }

  /** Functions can be called above their declaration: they move to the front of the cell. */
  function functionValue(statement: ts.FunctionDeclaration): ts.Expression | undefined {
    if (!statement.body) return undefined;
    return ts.setTextRange(
      factory.createFunctionExpression(
        withoutExport(statement.modifiers) as ts.Modifier[] | undefined,
        statement.asteriskToken,
        undefined,
        statement.typeParameters,
        statement.parameters,
        undefined,
        statement.body
      ),
      statement
    );
  }

  function classValue(statement: ts.ClassDeclaration): ts.Expression {
    return ts.setTextRange(
      factory.createClassExpression(
        withoutExport(statement.modifiers),
        statement.name,
        undefined,
        statement.heritageClauses,
        statement.members
      ),
      statement
    );
  }

  return {
    declared,
    letStatement,
    variables,
    functionValue,
    classValue
  };
}

/** `var a = 1` as `a = 1`; undefined where a pattern makes that another syntax. */
export function asAssignments(
  factory: ts.NodeFactory,
  list: ts.VariableDeclarationList
): ts.Statement | undefined {
  const expression = assignmentsOf(factory, list);
  return expression && ts.setTextRange(factory.createExpressionStatement(expression), list);
}

function assignmentsOf(
  factory: ts.NodeFactory,
  list: ts.VariableDeclarationList
): ts.Expression | undefined {
  if (!list.declarations.every(each => ts.isIdentifier(each.name))) return undefined;
  const [first, ...rest] = list.declarations
    .filter(each => each.initializer)
    .map(each =>
      factory.createAssignment(each.name as ts.Identifier, each.initializer as ts.Expression)
    );
  if (!first) return factory.createVoidZero();
  return rest.reduce<ts.Expression>((left, right) => factory.createComma(left, right), first);
}

/**
 * `var` inside a block, too, belongs to the whole notebook; as an assignment to a name declared in front it does not clash with
 * a `let` of another cell.
 */
export function hoistNestedVar(
  factory: ts.NodeFactory,
  node: ts.Node,
  hoisted: Set<string>
): ts.Node {
  if (ts.isVariableStatement(node) && isVar(node.declarationList)) {
    const assignment = asAssignments(factory, node.declarationList);
    if (assignment) add(node.declarationList, hoisted);
    return assignment ?? node;
  }
  if (ts.isForStatement(node) && isVarList(node.initializer)) {
    const start = assignmentsOf(factory, node.initializer);
    if (!start) return node;
    add(node.initializer, hoisted);
    return factory.updateForStatement(
      node,
      start,
      node.condition,
      node.incrementor,
      node.statement
    );
  }
  if ((ts.isForOfStatement(node) || ts.isForInStatement(node)) && isVarList(node.initializer)) {
    const [{ name }] = node.initializer.declarations;
    if (!ts.isIdentifier(name)) return node;
    add(node.initializer, hoisted);
    return ts.isForOfStatement(node)
      ? factory.updateForOfStatement(
          node,
          node.awaitModifier,
          name,
          node.expression,
          node.statement
        )
      : factory.updateForInStatement(node, name, node.expression, node.statement);
  }
  return node;
}

const isVarList = (node: ts.Node | undefined): node is ts.VariableDeclarationList =>
  !!node && ts.isVariableDeclarationList(node) && isVar(node);

function add(list: ts.VariableDeclarationList, names: Set<string>): void {
  for (const each of list.declarations) for (const name of boundNames(each.name)) names.add(name);
}
