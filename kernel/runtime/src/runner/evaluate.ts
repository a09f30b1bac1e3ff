import inspector from 'node:inspector';
import vm from 'node:vm';

import type { CellGlobals } from '@atelier-ml/sdk';

import { HIDDEN_NAME } from './hidden-global.ts';
import type { HiddenGlobal } from './hidden-global.ts';

type Remote = inspector.Runtime.RemoteObject;
type Evaluated = inspector.Runtime.EvaluateReturnType;

/** Runs scripts as V8's own console does: `await` at the top, and names that can be declared again. */
export interface Evaluator {
  run(id: number, script: string): Promise<unknown>;
  scope: CellGlobals;
  /** Drops the session, whose pending answers a termination has lost. */
  renew(): void;
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const GROUP = 'atelier-cell';

/** An error of the script's text has no frame inside it; its place is in the details. */
function withPlace(error: unknown, details: inspector.Runtime.ExceptionDetails): unknown {
  if (!(error instanceof SyntaxError) || !details.url || error.stack?.includes(details.url)) {
    return error;
  }
  const place = `${details.url}:${details.lineNumber + 1}:${details.columnNumber + 1}`;
  error.stack = `${error.name}: ${error.message}\n    at ${place}`;
  return error;
}

function primitive(remote: Remote): unknown {
  if (remote.unserializableValue === undefined) return remote.value as unknown;
  const text = remote.unserializableValue;
  return text.endsWith('n') ? BigInt(text.slice(0, -1)) : Number(text);
}

export function createEvaluator(hidden: HiddenGlobal): Evaluator {
  let session: inspector.Session | undefined;

  function connected(): inspector.Session {
    if (!session) {
      session = new inspector.Session();
      session.connect();
    }
    return session;
  }

  function evaluate(expression: string): Promise<Evaluated> {
    return new Promise((resolve, reject) =>
      connected().post(
        'Runtime.evaluate',
        { expression, replMode: true, awaitPromise: true, objectGroup: GROUP },
        (error, answer) => (error ? reject(error) : resolve(answer as Evaluated))
      )
    );
  }

  function fetchValue(remote: Remote): unknown {
    if (!remote.objectId) return primitive(remote);
    hidden.slot = undefined;
    connected().post('Runtime.callFunctionOn', {
      functionDeclaration: `function (value) { ${HIDDEN_NAME}.slot = value; }`,
      arguments: [{ objectId: remote.objectId }],
      objectId: remote.objectId
    });
    const value = hidden.slot;
    hidden.slot = undefined;
    return value;
  }

  async function run(id: number, script: string): Promise<unknown> {
    try {
      const { exceptionDetails: details } = await evaluate(script);
      if (details) {
        throw withPlace(details.exception ? fetchValue(details.exception) : details.text, details);
      }
      return hidden.results[id];
    } finally {
      delete hidden.results[id];
      session?.post('Runtime.releaseObjectGroup', { objectGroup: GROUP });
    }
  }

  const inGlobalScope = (code: string): unknown => vm.runInThisContext(code);
  const has = (name: string): boolean => {
    if (!IDENTIFIER.test(name)) return false;
    try {
      return inGlobalScope(`typeof ${name}`) !== 'undefined';
    } catch {
      return false; // declared, but its cell failed before it had a value
    }
  };

  return {
    run,
    scope: {
      has,
      get: name => (has(name) ? inGlobalScope(name) : undefined),
      set(name, value) {
        if (!IDENTIFIER.test(name)) throw new TypeError(`"${name}" is no name of a variable.`);
        hidden.slot = value;
        if (has(name)) inGlobalScope(`${name} = ${HIDDEN_NAME}.slot`);
        else void evaluate(`let ${name} = ${HIDDEN_NAME}.slot;`);
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
