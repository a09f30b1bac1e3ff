import util from 'node:util';

import type { Failure } from './messages.ts';

const CELL = /\bcell_\d+\.ts:/;
const INTERNAL = /node:(internal|inspector|vm|async_hooks)|\bat Session\.post\b/;

interface ErrorLike {
  name?: unknown;
  message?: unknown;
  stack?: unknown;
  cause?: unknown;
  errors?: unknown;
}

const isErrorLike = (value: unknown): value is ErrorLike =>
  value instanceof Error ||
  (typeof value === 'object' && value !== null && typeof Reflect.get(value, 'stack') === 'string');

const isFrame = (line: string) => /^\s+at /.test(line);

/** Below the last frame in a cell there is only what called the cell. */
function stackOf(error: ErrorLike, ownFile: string): string[] {
  const stack = String(error.stack ?? `${String(error.name)}: ${String(error.message)}`);
  const lines = stack.split('\n');
  const last = lines.findLastIndex(line => isFrame(line) && CELL.test(line));
  return (last < 0 ? lines : lines.slice(0, last + 1)).filter(
    line => !isFrame(line) || (!INTERNAL.test(line) && !line.includes(ownFile))
  );
}

function withCauses(error: ErrorLike, ownFile: string, depth = 0): string[] {
  const lines = stackOf(error, ownFile);
  if (depth > 4) return lines;
  const { cause, errors } = error;
  if (cause !== undefined) {
    const [first, ...rest] = isErrorLike(cause)
      ? withCauses(cause, ownFile, depth + 1)
      : [util.inspect(cause)];
    lines.push(`Caused by: ${first}`, ...rest);
  }
  if (Array.isArray(errors)) {
    for (const each of errors.slice(0, 10).filter(isErrorLike)) {
      const [first, ...rest] = withCauses(each, ownFile, depth + 1);
      lines.push(`Because: ${first}`, ...rest);
    }
  }
  return lines;
}

/** An error as Jupyter shows it; frames of the kernel itself are left out. */
export function describeFailure(thrown: unknown, ownFile: string): Failure {
  if (!isErrorLike(thrown)) {
    const text = util.inspect(thrown);
    return { ename: 'Thrown', evalue: text, traceback: [`Thrown: ${text}`] };
  }
  return {
    ename: typeof thrown.name === 'string' ? thrown.name : 'Error',
    evalue: String(thrown.message ?? ''),
    traceback: withCauses(thrown, ownFile)
  };
}
