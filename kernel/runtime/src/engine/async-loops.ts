import ts from 'typescript';

import { HIDDEN_NAME } from '../runner/hidden-global.ts';

type Loop =
  ts.ForStatement | ts.ForInStatement | ts.ForOfStatement | ts.WhileStatement | ts.DoStatement;

const isLoop = (node: ts.Node): node is Loop => ts.isIterationStatement(node, false);

/** Whether the loop gives the thread away; functions inside it count for themselves. */
function awaits(loop: Loop): boolean {
  if (ts.isForOfStatement(loop) && loop.awaitModifier) return true;
  const inside = (node: ts.Node): boolean =>
    ts.isAwaitExpression(node) || (!ts.isFunctionLike(node) && !!ts.forEachChild(node, inside));
  return !!ts.forEachChild(loop, inside);
}

function guarded(factory: ts.NodeFactory, body: ts.Statement): ts.Block {
  const turn = factory.createPropertyAccessExpression(
    factory.createIdentifier(HIDDEN_NAME),
    'turn'
  );
  const check = factory.createExpressionStatement(
    factory.createCallExpression(turn, undefined, [])
  );
  const statements = ts.isBlock(body) ? body.statements : [body];
  return ts.setTextRange(factory.createBlock([check, ...statements], true), body);
}

/**
 * A loop that awaits never holds the thread, so nothing could cut it off: each turn of it asks whether its cell was
 * interrupted. Loops without `await` stay as they are, and as quick.
 */
export function guardLoop(factory: ts.NodeFactory, node: ts.Node): ts.Node {
  if (!isLoop(node) || !awaits(node)) return node;
  const body = guarded(factory, node.statement);
  if (ts.isForStatement(node)) {
    const { initializer, condition, incrementor } = node;
    return factory.updateForStatement(node, initializer, condition, incrementor, body);
  }
  if (ts.isForOfStatement(node)) {
    const { awaitModifier, initializer, expression } = node;
    return factory.updateForOfStatement(node, awaitModifier, initializer, expression, body);
  }
  if (ts.isForInStatement(node)) {
    return factory.updateForInStatement(node, node.initializer, node.expression, body);
  }
  if (ts.isWhileStatement(node)) return factory.updateWhileStatement(node, node.expression, body);
  return factory.updateDoStatement(node, body, node.expression);
}
