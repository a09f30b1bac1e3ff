import { Module } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';

import type { CellGlobals } from '@atelier-ml/sdk';

import type { Program } from './messages.ts';

type TslabProgram = Extract<Program, { engine: 'tslab' }>;

/** Runs what tslab's converter made of a cell: CommonJS, whose exports are the variables of the notebook. */
export interface TslabRunner {
  run(program: TslabProgram): Promise<unknown>;
  scope: CellGlobals;
}

type Body = (exports: object, require: NodeJS.Require) => unknown;

/** A CommonJS module with what Node keeps beside the documented members. */
interface LoadableModule extends NodeJS.Module {
  _compile(code: string, filename: string): void;
}

/** The variables: TypeScript defines imports as getters of constants, here all are plain and can be set again. */
function createVariables(presets: Record<string, unknown>): Record<string, unknown> {
  return new Proxy<Record<string, unknown>>(
    { ...presets },
    {
      defineProperty(target, name, attributes) {
        if (name === '__esModule') return true;
        const value: unknown = attributes.get ? attributes.get.call(target) : attributes.value;
        return Reflect.set(target, name, value);
      }
    }
  );
}

export function createTslabRunner(
  folder: string,
  require: NodeJS.Require,
  presets: Record<string, unknown>
): TslabRunner {
  const variables = createVariables(presets);
  const sources = new Map<string, string>();
  const loaded = new Map<string, NodeJS.Module>();

  function localModule(from: string, specifier: string): unknown {
    const file = path.resolve(from, path.extname(specifier) ? specifier : `${specifier}.js`);
    const known = loaded.get(file);
    if (known) return known.exports;
    const code = sources.get(file);
    if (code === undefined) return undefined;
    const module = new Module(file) as LoadableModule;
    module.filename = file;
    module.require = requireFrom(path.dirname(file), Module.createRequire(file));
    loaded.set(file, module);
    module._compile(code, file);
    return module.exports;
  }

  function requireFrom(from: string, fallback: NodeJS.Require): NodeJS.Require {
    const load = (specifier: string): unknown =>
      (specifier.startsWith('.') ? localModule(from, specifier) : undefined) ?? fallback(specifier);
    return Object.assign(load, fallback);
  }

  const cellRequire = requireFrom(folder, require);

  return {
    async run(program) {
      for (const { path: file, code } of program.modules) {
        const normal = path.normalize(file);
        loaded.delete(normal);
        sources.set(normal, code);
      }
      const head = `(${program.awaits ? 'async ' : ''}function (exports, require) { `;
      const body = vm.runInThisContext(`${head}${program.output}\n})`) as Body;
      await body(variables, cellRequire);
      if (!program.lastExpression) return undefined;
      const value = variables[program.lastExpression];
      delete variables[program.lastExpression];
      return value;
    },
    scope: {
      has: name => name in variables,
      get: name => variables[name],
      set: (name, value) => void (variables[name] = value),
      evaluate: async expression => {
        const body = vm.runInThisContext(
          `(function (variables) { with (variables) { return (${expression}\n); } })`
        ) as (variables: object) => unknown;
        return await body(variables);
      }
    }
  };
}
