import { createRequire } from 'node:module';

import type { CellText, Engine, PreparedCell } from './engine.ts';
import type { LanguageClient } from './language-client.ts';
import { createLocator } from './source-map.ts';

function indentAfter(code: string): string {
  const last = /(?:^|\n)([ \t]*)([^\n]*)$/.exec(code);
  return `${last?.[1] ?? ''}${/[{([]\s*$/.test(code) ? '  ' : ''}`;
}

function typescriptVersion(): string {
  const require = createRequire(import.meta.filename);
  return (require('typescript/package.json') as { version: string }).version;
}

/**
 * The kernel's own engine: TypeScript strips the types, V8 runs the rest as a script, and the types are checked beside the
 * run by a language service in a thread of its own.
 */
export function createNativeEngine(language: LanguageClient): Engine {
  let scripts = 0;
  // The compiler takes a tenth of a second to load: not before the kernel listens.
  const compile = () => import('./transpile.ts');

  async function prepare(cell: CellText): Promise<PreparedCell> {
    const { transpileCell } = await compile();
    const id = ++scripts;
    const { script, names, sourceMap, problems } = transpileCell(cell.run, id);
    const file = { key: id, text: cell.tools };
    const isChecked = !problems.length && cell.check !== 'never';
    const urgent = cell.check === 'first';
    return {
      program: problems.length
        ? undefined
        : { engine: 'native', id, names, script, file: `cell_${cell.number}.ts` },
      problems,
      locate: createLocator(sourceMap),
      types: isChecked
        ? language.ask<'check'>({ type: 'check', cell: file, urgent }).then(found => found ?? [])
        : undefined,
      settle() {
        // Even a cell that failed has declared the names above the failure.
        if (!cell.transient) void language.ask<'settle'>({ type: 'settle', cell: file });
      }
    };
  }

  return {
    name: 'native',
    typescript: typescriptVersion(),
    load: async () => void (await compile()),
    prepare,
    async complete(text, offset) {
      const found = await language.ask<'complete'>({ type: 'complete', text, offset });
      return found ?? { start: offset, end: offset, items: [] };
    },
    inspect: (text, offset) => language.ask<'inspect'>({ type: 'inspect', text, offset }),
    async isComplete(code) {
      const status = (await compile()).completenessOf(code);
      return status === 'incomplete' ? { status, indent: indentAfter(code) } : { status };
    },
    warm: () => void language.ask<'warm'>({ type: 'warm' }),
    reset: () => language.reset(),
    close: () => language.close()
  };
}
