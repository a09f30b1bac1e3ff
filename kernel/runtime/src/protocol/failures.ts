import type { Diagnostic, Position } from '../engine/engine.ts';
import type { Failure } from '../runner/messages.ts';
import type { RunnerEnd } from './runner-process.ts';

/** Knows the text of each cell and how its script maps to it; turns frames of errors into places in cells. */
export interface CellTraces {
  add(number: number, source: string, locate: (position: Position) => Position): void;
  /** The failure with places as the user sees them, and the line of the cell that failed. */
  translate(failure: Failure): Failure;
}

const MOST_CELLS = 2000;
const FRAME = /cell_(\d+)\.ts:(\d+):(\d+)/;
const CONTEXT = 2;

const place = (cell: number, { line, column }: Position) =>
  `In [${cell || ' '}]:${line + 1}:${column + 1}`;

/** The lines around a place, the place itself marked. */
export function excerpt(source: string, { line, column }: Position): string[] {
  const lines = source.split('\n');
  const first = Math.max(0, line - CONTEXT);
  const shown = lines.slice(first, line + CONTEXT + 1);
  const width = String(first + shown.length).length;
  return shown.flatMap((text, i) => {
    const here = first + i === line;
    const number = String(first + i + 1).padStart(width);
    const row = `${here ? '→' : ' '} ${number} │ ${text}`;
    return here ? [row, `  ${' '.repeat(width)} │ ${' '.repeat(column)}^`] : [row];
  });
}

export function createCellTraces(): CellTraces {
  const cells = new Map<number, { source: string; locate(position: Position): Position }>();
  return {
    add(number, source, locate) {
      cells.set(number, { source, locate });
      if (number > MOST_CELLS) cells.delete(number - MOST_CELLS);
    },
    translate(failure) {
      let shown: string[] | undefined;
      const traceback = failure.traceback.map(text =>
        text.replace(
          new RegExp(FRAME, 'g'),
          (whole, cell: string, line: string, column: string) => {
            const known = cells.get(Number(cell));
            if (!known) return whole;
            const at = known.locate({ line: Number(line) - 1, column: Number(column) - 1 });
            shown ??= excerpt(known.source, at);
            return place(Number(cell), at);
          }
        )
      );
      return { ...failure, traceback: [...traceback, ...(shown ? ['', ...shown] : [])] };
    }
  };
}

export function describeDiagnostic(diagnostic: Diagnostic, cell: number): string {
  return `${place(cell, diagnostic)} - TS${diagnostic.code}: ${diagnostic.message}`;
}

/** Why a cell did not run: the compiler's errors, the first with its line. */
export function failureOf(diagnostics: Diagnostic[], cell: number, source: string): Failure {
  const lines = diagnostics.map(each => describeDiagnostic(each, cell));
  const [first] = diagnostics;
  const isSyntax = first.code < 2000;
  return {
    ename: isSyntax ? 'SyntaxError' : 'TypeScriptError',
    evalue: first.message,
    traceback: [...lines, '', ...excerpt(source, first)]
  };
}

/** Why a cell ended together with its process. */
export function failureOfEnd({ code, signal, outOfMemory }: RunnerEnd): Failure {
  const how = signal ? `signal ${signal}` : `code ${code ?? 'unknown'}`;
  const evalue = outOfMemory
    ? 'The cell used more memory than its process may have, and the process ended. The variables are lost; run the cells again, with less data at a time, or start the kernel with --memory MB.'
    : `The process that runs cells ended (${how}). The variables are lost; a new process is ready: run the cells again.`;
  const ename = outOfMemory ? 'OutOfMemoryError' : 'RunnerEndedError';
  return { ename, evalue, traceback: [`${ename}: ${evalue}`] };
}
