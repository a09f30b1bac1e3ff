import inspector from 'node:inspector';
import vm from 'node:vm';

import type { CellGlobals } from '@atelier-ml/sdk';

import { HIDDEN_NAME } from './hidden-global.ts';
import type { HiddenGlobal } from './hidden-global.ts';
import type { Program } from './messages.ts';

type NativeProgram = Extract<Program, { engine: 'native' }>;

/** Runs scripts over the variables of the notebook. */
export interface Evaluator {
  run(program: NativeProgram): Promise<unknown>;
  scope: CellGlobals;
  /** Opens what the first cell needs. */
  warm(): void;
  /** Starts anew after user code was cut off. */
  renew(): void;
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** An error in the text of the script has no frame in it, but its place in front of the trace. */
function withPlace(error: unknown, file: string): unknown {
  if (!(error instanceof SyntaxError)) return error;
  const stack = error.stack ?? '';
  if (!stack.startsWith(`${file}:`)) return error;
  const [place, , marker = ''] = stack.split('\n');
  const column = Math.max(0, marker.indexOf('^'));
  error.stack = `${error.name}: ${error.message}\n    at ${place}:${column + 1}`;
  return error;
}

/**
 * Variables are declared in V8's console mode, where a name may be declared again; the scripts themselves run as plain scripts.
 * (The inspector dies with Node when a promise that it waits for is collected as garbage, so it waits for none of the user's.)
 */
export function createEvaluator(hidden: HiddenGlobal): Evaluator {
  let session: inspector.Session | undefined;

  function connected(): inspector.Session {
    if (!session) {
      session = new inspector.Session();
      session.connect();
    }
    return session;
  }

  /** Has answered when it resolves: an answer that is still due when user code is cut off would be lost, and Node with it. */
  function declare(names: readonly string[]): Promise<void> {
    const expression = `let ${names.join(', ')};`;
    return new Promise((resolve, reject) =>
      connected().post('Runtime.evaluate', { expression, replMode: true }, (error, answer) => {
        const { exceptionDetails } = (answer ?? {}) as inspector.Runtime.EvaluateReturnType;
        const failure = error?.message ?? exceptionDetails?.exception?.description;
        if (failure === undefined) return resolve();
        reject(new SyntaxError(failure.split('\n')[0].replace(/^SyntaxError: /, '')));
      })
    );
  }

  async function run({ id, names, script, file }: NativeProgram): Promise<unknown> {
    if (names.length) await declare(names);
    try {
      const compiled = new vm.Script(script, { filename: file });
      await compiled.runInThisContext({ displayErrors: false });
      return hidden.results[id];
    } catch (error) {
      throw withPlace(error, file);
    } finally {
      delete hidden.results[id];
    }
  }

  const inGlobalScope = (code: string): unknown => vm.runInThisContext(code);
  const has = (name: string): boolean =>
    IDENTIFIER.test(name) && inGlobalScope(`typeof ${name}`) !== 'undefined';

  return {
    run,
    warm: () => void connected(),
    scope: {
      has,
      get: name => (has(name) ? inGlobalScope(name) : undefined),
      set(name, value) {
        if (!IDENTIFIER.test(name)) throw new TypeError(`"${name}" is no name of a variable.`);
        if (!has(name)) declare([name]).catch(() => undefined); // declared at once, answered later
        hidden.slot = value;
        inGlobalScope(`${name} = ${HIDDEN_NAME}.slot`);
        hidden.slot = undefined;
      },
      evaluate: async expression => (await inGlobalScope(`(${expression}\n)`)) as unknown
    },
    renew() {
      session?.disconnect();
      session = undefined;
    }
  };
}
