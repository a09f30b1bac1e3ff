import ts from 'typescript';

import { HIDDEN_NAME } from '../runner/hidden-global.ts';
import { guardLoop } from './async-loops.ts';
import { createDeclarationRewriter, hoistNestedVar } from './declarations.ts';
import { importAsVariables, redirectImportCall } from './imports.ts';

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

/**
 * Rewrites the JavaScript of a cell into a script for V8's console mode: imports and declarations become variables that later
 * cells see and may declare again, exports lose their keyword, the last expression is kept.
 */
export function cellScript(id: number): ts.TransformerFactory<ts.SourceFile> {
  return context => file => {
    const { factory } = context;
    const rewriter = createDeclarationRewriter(factory);
    const hoisted = new Set<string>();
    const front: ts.Statement[] = [];

    const inFunction = (node: ts.Node): ts.Node => {
      if (isImportMeta(node)) return hiddenMember(factory, 'meta');
      const visited = ts.visitEachChild(node, inFunction, context);
      return guardLoop(factory, redirectImportCall(factory, visited));
    };
    const inCell = (node: ts.Node): ts.Node => {
      if (ts.isFunctionLike(node) || ts.isClassLike(node)) return inFunction(node);
      if (isImportMeta(node)) return hiddenMember(factory, 'meta');
      const visited = ts.visitEachChild(node, inCell, context);
      return guardLoop(factory, redirectImportCall(factory, hoistNestedVar(factory, visited, hoisted)));
    };

    function rewrite(statement: ts.Statement): ts.Statement[] {
      if (ts.isImportDeclaration(statement)) return [importAsVariables(factory, statement)];
      if (ts.isExportDeclaration(statement)) return [];
      if (ts.isExportAssignment(statement)) {
        const value = ts.visitNode(statement.expression, inCell) as ts.Expression;
        return [ts.setTextRange(factory.createExpressionStatement(value), statement)];
      }
      if (ts.isVariableStatement(statement)) {
        const visited = ts.visitEachChild(statement, inCell, context);
        return [rewriter.variables(visited)];
      }
      if (ts.isFunctionDeclaration(statement)) {
        const value = rewriter.functionValue(inFunction(statement) as ts.FunctionDeclaration);
        if (!value) return [];
        if (!statement.name) return [factory.createExpressionStatement(value)];
        front.push(rewriter.letStatement(statement.name, value, statement));
        return [];
      }
      if (ts.isClassDeclaration(statement)) {
        const value = rewriter.classValue(inFunction(statement) as ts.ClassDeclaration);
        if (!statement.name) return [factory.createExpressionStatement(value)];
        return [rewriter.letStatement(statement.name, value, statement)];
      }
      return [inCell(statement) as ts.Statement];
    }

    const body = file.statements.flatMap(rewrite);
    const last = body.at(-1);
    const written = last && ts.getOriginalNode(last).kind;
    const isValue = last && ts.isExpressionStatement(last) && isExpression(written);
    if (isValue) body[body.length - 1] = keepResult(factory, last, id);
    const missing = [...hoisted].filter(name => !rewriter.declared.has(name));
    const names = missing.map(name =>
      rewriter.letStatement(factory.createIdentifier(name), undefined)
    );
    const end = factory.createExpressionStatement(factory.createVoidZero());
    return factory.updateSourceFile(file, [...names, ...front, ...body, end]);
  };
}

const isExpression = (kind: ts.SyntaxKind | undefined) =>
  kind === ts.SyntaxKind.ExpressionStatement || kind === ts.SyntaxKind.ExportAssignment;
