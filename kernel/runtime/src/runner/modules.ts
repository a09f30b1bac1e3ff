import fs from 'node:fs';
import module from 'node:module';
import type { ResolveHookSync } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';

import type { ShippedPackages } from './shipped-packages.ts';

/** How cells reach other code: from the notebook's folder, plus the packages that come with the kernel. */
export interface Modules {
  import(specifier: string): Promise<unknown>;
  require: NodeJS.Require;
}

const ENDINGS = ['.ts', '.mts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js'];
const NOT_FOUND = new Set([
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  'ERR_UNSUPPORTED_DIR_IMPORT'
]);

/** Shipped packages by name, and `./train` for `./train.ts`, wherever in the user's code it stands. */
function createResolver(shipped: ShippedPackages): ResolveHookSync {
  return (specifier, context, next) => {
    const url = shipped.urlOf(specifier);
    if (url) return { url, format: 'module', shortCircuit: true };
    try {
      return next(specifier, context);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (!/^(\.{0,2}\/|file:)/.test(specifier) || !NOT_FOUND.has(code)) throw error;
      for (const ending of ENDINGS) {
        try {
          return next(specifier + ending, context);
        } catch {
          // the next ending may be the one
        }
      }
      throw error;
    }
  };
}

type Namespace = Record<string, unknown>;

/** A CommonJS package whose names Node could not read beforehand still gives them. */
function withNames(namespace: Namespace): Namespace {
  const inner = namespace.default;
  const bare = Object.keys(namespace).every(name =>
    ['default', 'module.exports', '__esModule'].includes(name)
  );
  if (!bare || typeof inner !== 'object' || inner === null) return namespace;
  return new Proxy(inner as Namespace, {
    get: (target, name) =>
      name === 'default' ? (target.default ?? target) : (Reflect.get(target, name) as unknown),
    has: () => true
  });
}

export function createModules(folder: string, shipped: ShippedPackages): Modules {
  module.registerHooks({ resolve: createResolver(shipped) });
  const load = vm.runInThisContext('specifier => import(specifier)', {
    filename: path.join(folder, 'cell.mjs'),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
  }) as (specifier: string) => Promise<Namespace>;
  const versions = new Map<string, number>();

  /** A file that changed since its first import is read anew; Node itself would give the old one. */
  function fresh(specifier: string): string {
    if (!/^(\.{0,2}\/|file:)/.test(specifier)) return specifier;
    const base = specifier.startsWith('file:') ? fileURLToPath(specifier) : specifier;
    const wanted = path.resolve(folder, base);
    const file = ['', ...ENDINGS]
      .map(ending => wanted + ending)
      .find(each => fs.statSync(each, { throwIfNoEntry: false })?.isFile());
    if (!file) return pathToFileURL(wanted).href;
    const url = pathToFileURL(file).href;
    const changed = fs.statSync(file).mtimeMs;
    const first = versions.get(file) ?? changed;
    versions.set(file, first);
    return changed === first ? url : `${url}?changed=${changed}`;
  }

  return {
    import: async specifier => withNames(await load(fresh(String(specifier)))),
    require: module.createRequire(path.join(folder, 'cell.cjs'))
  };
}
