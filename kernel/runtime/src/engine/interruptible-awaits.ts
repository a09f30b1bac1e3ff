import ts from 'typescript';

import { HIDDEN_NAME } from '../runner/hidden-global.ts';

function callHidden(factory: ts.NodeFactory, name: string, value: ts.Expression): ts.Expression {
  const member = factory.createPropertyAccessExpression(
    factory.createIdentifier(HIDDEN_NAME),
    name
  );
  return factory.createCallExpression(member, undefined, [value]);
}

/** `await x` of the cell itself goes through the runner, which can end it when the user interrupts. */
export function interruptibleAwait(factory: ts.NodeFactory, node: ts.Node): ts.Node {
  if (ts.isAwaitExpression(node)) {
    return factory.updateAwaitExpression(node, callHidden(factory, 'wait', node.expression));
  }
  if (ts.isForOfStatement(node) && node.awaitModifier) {
    return factory.updateForOfStatement(
      node,
      node.awaitModifier,
      node.initializer,
      callHidden(factory, 'waitEach', node.expression),
      node.statement
    );
  }
  return node;
}
