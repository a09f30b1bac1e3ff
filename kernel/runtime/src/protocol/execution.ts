import { setTimeout as sleep } from 'node:timers/promises';

import type { Diagnostic, PreparedCell } from '../engine/engine.ts';
import { describeMagic } from '../magics/description.ts';
import { parseMagics } from '../magics/parser.ts';
import type { ParsedCell } from '../magics/parser.ts';
import type { Command, Failure, Program } from '../runner/messages.ts';
import type { Message } from '../wire/message.ts';
import { createCellTraces, describeDiagnostic, failureOf } from './failures.ts';
import type { Output, Parents } from './output.ts';
import type { JobEnd, RunnerHost } from './runner-host.ts';
import type { Session } from './session.ts';

type ExecuteCommand = Extract<Command, { type: 'execute' }>;

/** The content of an `execute_reply`. */
export type ExecuteReply =
  | ({ status: 'error'; execution_count: number } & Failure)
  | { status: 'ok'; execution_count: number; user_expressions: object; payload: object[] };

/** Runs one `execute_request` from the text of the cell to the content of the reply. */
export interface Execution {
  run(message: Message): Promise<ExecuteReply>;
  /** Lets a request that is not yet with the runner end as interrupted. */
  cancel(): void;
}

export interface ExecutionOptions {
  session: Session;
  runner: RunnerHost;
  output: Output;
  parents: Parents;
}

interface Request {
  message: Message;
  code: string;
  silent: boolean;
  stored: boolean;
  /** The cell's number, 0 where it gets none. */
  number: number;
}

/** A failed cell may be explained by its type errors: they are waited for a little. */
const EXPLANATION_MS = 150;
const DIAGNOSTICS_MIME = 'application/vnd.atelier.diagnostics+json';

const INTERRUPTED: Failure = {
  ename: 'KeyboardInterrupt',
  evalue: 'Interrupted before it began.',
  traceback: ['KeyboardInterrupt: Interrupted before it began.']
};

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export function createExecution({ session, runner, output, parents }: ExecutionOptions): Execution {
  const traces = createCellTraces();
  let cancelled = false;

  function fail(request: Request, failure: Failure): ExecuteReply {
    if (!request.silent) output.publish(request.message.header, 'error', failure);
    return { status: 'error', execution_count: session.count, ...failure };
  }

  function ok(expressions: object = {}, payload: object[] = []): ExecuteReply {
    const execution_count = session.count;
    return { status: 'ok', execution_count, user_expressions: expressions, payload };
  }

  function explain(name: string): ExecuteReply {
    const magic = session.registry.get(name);
    const text = magic ? describeMagic(magic) : `There is no magic %${name}; %lsmagic lists all.`;
    return ok({}, [{ source: 'page', data: { 'text/plain': text }, start: 0 }]);
  }

  function unknownMagic([name]: string[]): Failure {
    const evalue = `There is no magic ${name}; %lsmagic lists those there are.`;
    return { ename: 'UnknownMagicError', evalue, traceback: [`UnknownMagicError: ${evalue}`] };
  }

  function show(request: Request, found: Diagnostic[]): void {
    if (!found.length || request.silent) return;
    const text = found.map(each => describeDiagnostic(each, request.number)).join('\n');
    const style = 'color: var(--jp-warn-color1); margin: 0';
    output.publish(request.message.header, 'display_data', {
      data: {
        'text/plain': text,
        'text/html': `<pre style="${style}">${escapeHtml(text)}</pre>`,
        [DIAGNOSTICS_MIME]: found
      },
      metadata: { atelier: { kind: 'diagnostics' } },
      transient: {}
    });
  }

  function prepare(request: Request, parsed: ParsedCell): Promise<PreparedCell> {
    const check = session.types === 'strict' ? 'first' : 'beside';
    return session.engine.prepare({
      run: parsed.run,
      tools: parsed.tools,
      number: request.number,
      check: session.types === 'off' ? 'never' : check
    });
  }

  /** The expressions that the front end wants evaluated after the cell. */
  async function prepareExpressions(expressions: unknown): Promise<Record<string, Program>> {
    const programs: Record<string, Program> = {};
    for (const [name, text] of Object.entries((expressions ?? {}) as Record<string, unknown>)) {
      const source = String(text);
      const cell = { run: source, tools: source, number: 0, transient: true } as const;
      const { program } = await session.engine.prepare({ ...cell, check: 'never' });
      if (program) programs[name] = program;
    }
    return programs;
  }

  async function commandOf(
    request: Request,
    parsed: ParsedCell,
    program?: Program
  ): Promise<ExecuteCommand> {
    const { header, metadata, content } = request.message;
    return {
      type: 'execute',
      parent: parents.add(header),
      cell: {
        id: typeof metadata.cellId === 'string' ? metadata.cellId : '',
        source: request.code,
        executionCount: session.count,
        notebook: session.notebook
      },
      magics: parsed.magics,
      text: parsed.text,
      program,
      silent: request.silent,
      allowStdin: content.allow_stdin === true,
      expressions: await prepareExpressions(content.user_expressions)
    };
  }

  /** Type errors in `warn` mode come whenever they are found, but once. */
  function watchTypes(request: Request, cell: PreparedCell | undefined): Promise<void> | undefined {
    if (session.types !== 'warn' || !cell?.types) return undefined;
    return cell.types.then(found => show(request, found));
  }

  function succeed(request: Request, end: JobEnd): ExecuteReply {
    const result = end.outcome.status === 'ok' ? end.outcome.result : undefined;
    if (result && !request.silent) {
      const content = { execution_count: session.count, data: result, metadata: {} };
      output.publish(request.message.header, 'execute_result', content);
      if (request.stored) session.history.keepResult(session.count, result['text/plain']);
    }
    return ok(end.expressions);
  }

  async function runParsed(request: Request, parsed: ParsedCell): Promise<ExecuteReply> {
    const cell = parsed.text === undefined ? await prepare(request, parsed) : undefined;
    if (cell) {
      const blocking = cell.problems.length
        ? cell.problems
        : session.types === 'strict'
          ? await cell.types
          : [];
      if (blocking?.length) return fail(request, failureOf(blocking, request.number, request.code));
      traces.add(request.number, request.code, cell.locate);
    }
    const types = watchTypes(request, cell);
    const command = await commandOf(request, parsed, cell?.program);
    if (cancelled) return fail(request, INTERRUPTED);
    const end = await runner.execute(command);
    if (end.lost) types?.catch(() => undefined);
    else cell?.settle(end.outcome.status);
    if (end.outcome.status === 'ok') return succeed(request, end);
    const { error } = end.outcome;
    if (types && !end.lost && error.ename !== 'KeyboardInterrupt') {
      await Promise.race([types, sleep(EXPLANATION_MS, undefined, { ref: false })]);
    }
    return fail(request, traces.translate(error));
  }

  return {
    cancel() {
      cancelled = true;
    },
    async run(message) {
      cancelled = false;
      const { code: source, silent, store_history: store } = message.content;
      const code = String(source ?? '');
      const stored = store !== false && silent !== true;
      if (stored) session.history.add(++session.count, code);
      const number = stored ? session.count : 0;
      const request: Request = { message, code, silent: silent === true, stored, number };
      if (!request.silent) {
        const content = { code, execution_count: session.count };
        output.publish(message.header, 'execute_input', content);
      }
      const parsed = parseMagics(code, session.registry);
      if (parsed.help) return explain(parsed.help);
      if (parsed.unknown.length) return fail(request, unknownMagic(parsed.unknown));
      const isEmpty = !code.trim() && !message.content.user_expressions;
      return isEmpty ? ok() : runParsed(request, parsed);
    }
  };
}
