import ts from 'typescript';

import { cellScript } from './cell-script.ts';
import type { CellFindings } from './cell-script.ts';
import type { Diagnostic } from './engine.ts';

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  jsx: ts.JsxEmit.React,
  sourceMap: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  newLine: ts.NewLineKind.LineFeed
};

export interface Transpiled {
  script: string;
  /** Names to be declared before the script runs. */
  names: string[];
  sourceMap?: string;
  /** Errors of syntax; then the script is not to be run. */
  problems: Diagnostic[];
}

export function toDiagnostic(diagnostic: ts.Diagnostic): Diagnostic {
  const start = diagnostic.start ?? 0;
  const place = diagnostic.file?.getLineAndCharacterOfPosition(start);
  return {
    start,
    end: start + (diagnostic.length ?? 0),
    line: place?.line ?? 0,
    column: place?.character ?? 0,
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'),
    code: diagnostic.code
  };
}

function transpileAs(fileName: string, code: string, id: number): Transpiled {
  const findings: CellFindings = { names: [] };
  const output = ts.transpileModule(code, {
    fileName,
    compilerOptions: OPTIONS,
    reportDiagnostics: true,
    transformers: { after: [cellScript(id, findings)] }
  });
  const problems = (output.diagnostics ?? []).filter(
    each => each.category === ts.DiagnosticCategory.Error && each.file
  );
  return {
    script: output.outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, ''),
    names: findings.names,
    sourceMap: output.sourceMapText,
    problems: problems.map(toDiagnostic)
  };
}

const mayHaveTags = (code: string) => /<\/|\/>/.test(code);

/** Whether the cell reads as JSX: it has tags, and makes no sense without them. */
export function isJsx(code: string): boolean {
  if (!mayHaveTags(code)) return false;
  const errors = (fileName: string) =>
    ts.transpileModule(code, { fileName, reportDiagnostics: true }).diagnostics?.length ?? 0;
  const plain = errors('cell.ts');
  return plain > 0 && errors('cell.tsx') < plain;
}

/** TypeScript to a script, with the errors of syntax; the value of the cell is kept under `id`. */
export function transpileCell(code: string, id: number): Transpiled {
  const trimmed = code.trim();
  if (trimmed.startsWith('{') && trimmed.endsWith('}')) {
    const object = transpileAs('cell.ts', `(${code})`, id); // an object, as one means it in a cell
    if (!object.problems.length) return object;
  }
  const plain = transpileAs('cell.ts', code, id);
  if (!plain.problems.length || !mayHaveTags(code)) return plain;
  const tags = transpileAs('cell.tsx', code, id);
  return tags.problems.length < plain.problems.length ? tags : plain;
}

const UNFINISHED = /Unterminated|'\*\/' expected/;

/** What a console needs to know at Enter: is the cell finished, or does more follow? */
export function completenessOf(code: string): 'complete' | 'incomplete' | 'invalid' {
  const { problems } = transpileCell(code, 0);
  if (!problems.length) return 'complete';
  const end = code.trimEnd().length;
  const unfinished = problems.some(each => each.start >= end || UNFINISHED.test(each.message));
  return unfinished ? 'incomplete' : 'invalid';
}
