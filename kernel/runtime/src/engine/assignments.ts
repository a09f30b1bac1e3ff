import ts from 'typescript';

/** The names that a pattern binds. */
export function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap(each => (ts.isOmittedExpression(each) ? [] : boundNames(each.name)));
}

function withDefault(
  factory: ts.NodeFactory,
  target: ts.Expression,
  initializer: ts.Expression | undefined
): ts.Expression {
  return initializer ? factory.createAssignment(target, initializer) : target;
}

function propertyOf(
  factory: ts.NodeFactory,
  element: ts.BindingElement
): ts.ObjectLiteralElementLike {
  const { name, propertyName, initializer } = element;
  if (element.dotDotDotToken) return factory.createSpreadAssignment(targetOf(factory, name));
  if (!propertyName && ts.isIdentifier(name)) {
    return factory.createShorthandPropertyAssignment(name, initializer);
  }
  return factory.createPropertyAssignment(
    propertyName ?? (name as ts.Identifier),
    withDefault(factory, targetOf(factory, name), initializer)
  );
}

function itemOf(factory: ts.NodeFactory, element: ts.ArrayBindingElement): ts.Expression {
  if (ts.isOmittedExpression(element)) return element;
  const target = targetOf(factory, element.name);
  if (element.dotDotDotToken) return factory.createSpreadElement(target);
  return withDefault(factory, target, element.initializer);
}

/** What stands on the left of `=` for a name or pattern of a declaration. */
export function targetOf(factory: ts.NodeFactory, name: ts.BindingName): ts.Expression {
  if (ts.isIdentifier(name)) return name;
  return ts.setTextRange(
    ts.isObjectBindingPattern(name)
      ? factory.createObjectLiteralExpression(name.elements.map(each => propertyOf(factory, each)))
      : factory.createArrayLiteralExpression(name.elements.map(each => itemOf(factory, each))),
    name
  );
}

/** `let a = 1, { b } = c` as `a = 1, { b } = c`; `empty` is what a variable without a value gets, if anything. */
export function assignmentsOf(
  factory: ts.NodeFactory,
  list: ts.VariableDeclarationList,
  empty?: ts.Expression
): ts.Expression | undefined {
  const parts = list.declarations.flatMap(declaration => {
    const value = declaration.initializer ?? empty;
    if (!value) return [];
    const target = targetOf(factory, declaration.name);
    return [ts.setTextRange(factory.createAssignment(target, value), declaration)];
  });
  const [first, ...rest] = parts;
  if (!first) return undefined;
  return rest.reduce<ts.Expression>((left, right) => factory.createComma(left, right), first);
}
