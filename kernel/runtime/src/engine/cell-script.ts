import ts from 'typescript';

import { HIDDEN_NAME } from '../runner/hidden-global.ts';
import { guardLoop } from './async-loops.ts';
import { createDeclarationRewriter } from './declarations.ts';
import { interruptibleAwait } from './interruptible-awaits.ts';
import { importAsVariables, redirectImportCall } from './imports.ts';

/** What the rewriting finds out beside the script. */
export interface CellFindings {
  /** Names to be declared before the script runs. */
  names: string[];
}

function hiddenMember(factory: ts.NodeFactory, name: string): ts.Expression {
  return factory.createPropertyAccessExpression(factory.createIdentifier(HIDDEN_NAME), name);
}

function isImportMeta(node: ts.Node): boolean {
  return ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword;
}

/** The last expression of the cell is its value: the script keeps it under its number. */
function keepResult(
  factory: ts.NodeFactory,
  statement: ts.ExpressionStatement,
  id: number
): ts.Statement {
  const place = factory.createElementAccessExpression(hiddenMember(factory, 'results'), id);
  const value = factory.createParenthesizedExpression(statement.expression);
  return factory.updateExpressionStatement(statement, factory.createAssignment(place, value));
}

/** A script that awaits is an async function that is called at once; its promise is the value of the script. */
function callAsync(factory: ts.NodeFactory, body: ts.Statement[]): ts.Statement {
  const modifiers = [factory.createModifier(ts.SyntaxKind.AsyncKeyword)];
  const block = factory.createBlock(body, true);
  const arrow = factory.createArrowFunction(modifiers, undefined, [], undefined, undefined, block);
  const called = factory.createCallExpression(
    factory.createParenthesizedExpression(arrow),
    undefined,
    []
  );
  return factory.createExpressionStatement(called);
}

function awaits(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) return true;
  return !!ts.forEachChild(node, child => awaits(child) || undefined);
}

/** Whether the cell, as the user wrote it, ends with an expression; TypeScript itself writes some, say for an enum. */
function givesValue(statements: readonly ts.Statement[]): boolean {
  const last = statements.findLast(each => !ts.isExportDeclaration(each));
  const written = last && ts.getOriginalNode(last);
  return !!written && (ts.isExpressionStatement(written) || ts.isExportAssignment(written));
}

/**
 * Rewrites the JavaScript of a cell into a script. Declarations and imports become assignments to variables of the whole
 * notebook, which are declared by `let` whatever they were: so a cell can be edited freely (`const` to `let`, a function to a
 * class) and run again. Exports lose their keyword; the last expression is kept.
 */
export function cellScript(
  id: number,
  findings: CellFindings
): ts.TransformerFactory<ts.SourceFile> {
  return context => file => {
    const { factory } = context;
    const rewriter = createDeclarationRewriter(factory);
    const front: ts.Statement[] = [];

    const inFunction = (node: ts.Node): ts.Node => {
      if (isImportMeta(node)) return hiddenMember(factory, 'meta');
      const visited = ts.visitEachChild(node, inFunction, context);
      return guardLoop(factory, redirectImportCall(factory, visited));
    };
    const inCell = (node: ts.Node): ts.Node => {
      if (ts.isFunctionLike(node) || ts.isClassLike(node)) return inFunction(node);
      if (isImportMeta(node)) return hiddenMember(factory, 'meta');
      const visited = rewriter.nestedVar(ts.visitEachChild(node, inCell, context));
      return guardLoop(factory, redirectImportCall(factory, interruptibleAwait(factory, visited)));
    };

    /** A function can be called above its declaration: it is assigned at the front. */
    function functions(statement: ts.FunctionDeclaration): ts.Statement[] {
      const value = rewriter.functionValue(inFunction(statement) as ts.FunctionDeclaration);
      if (!value) return [];
      if (!statement.name) return [factory.createExpressionStatement(value)];
      front.push(rewriter.assign(statement.name, value, statement));
      return [];
    }

    function rewrite(statement: ts.Statement): ts.Statement[] {
      if (ts.isImportDeclaration(statement)) return importAsVariables(factory, statement, rewriter);
      if (ts.isExportDeclaration(statement)) return [];
      if (ts.isFunctionDeclaration(statement)) return functions(statement);
      if (ts.isExportAssignment(statement)) {
        const value = ts.visitNode(statement.expression, inCell) as ts.Expression;
        const plain = factory.createExpressionStatement(value);
        return [ts.setOriginalNode(ts.setTextRange(plain, statement), statement)];
      }
      if (ts.isVariableStatement(statement)) {
        return [rewriter.variables(ts.visitEachChild(statement, inCell, context))];
      }
      if (ts.isClassDeclaration(statement)) {
        const value = rewriter.classValue(inFunction(statement) as ts.ClassDeclaration);
        if (!statement.name) return [factory.createExpressionStatement(value)];
        return [rewriter.assign(statement.name, value, statement)];
      }
      return [inCell(statement) as ts.Statement];
    }

    const body = file.statements.flatMap(rewrite);
    const last = body.at(-1);
    if (last && ts.isExpressionStatement(last) && givesValue(file.statements)) {
      body[body.length - 1] = keepResult(factory, last, id);
    }
    findings.names = [...rewriter.names];
    const statements = [...front, ...body];
    const script = statements.some(awaits) ? [callAsync(factory, statements)] : statements;
    return factory.updateSourceFile(file, script);
  };
}
