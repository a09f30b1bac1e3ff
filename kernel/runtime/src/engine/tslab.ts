import { createRequire } from 'node:module';

import { SHIPPED_PACKAGES } from '../runner/shipped-packages.ts';
import type { Diagnostic, Engine } from './engine.ts';

interface TslabPosition {
  offset: number;
  line: number;
  character: number;
}

/** What this engine uses of tslab's converter. */
interface TslabConverter {
  convert(
    declarations: string,
    source: string
  ): {
    output?: string;
    declOutput?: string;
    diagnostics: {
      start: TslabPosition;
      end: TslabPosition;
      messageText: string;
      code: number;
      fileName?: string;
    }[];
    lastExpressionVar?: string;
    hasToplevelAwait?: boolean;
    sideOutputs?: { path: string; data: string }[];
  };
  complete(
    declarations: string,
    source: string,
    offset: number
  ): { start: number; end: number; candidates: string[] };
  inspect(declarations: string, source: string, offset: number): object | undefined;
  close(): void;
}

interface TslabParts {
  createConverter(options: object): TslabConverter;
  isCompleteCode(code: string): { completed: boolean; indent?: string };
  printQuickInfo(info: object): string;
  typescript: string;
}

/** The engine that was asked for is not installed. */
export class EngineMissingError extends Error {
  readonly code = 'kernel.engine-missing';
  override readonly name = 'EngineMissingError';
}

function loadTslab(): TslabParts {
  const require = createRequire(import.meta.filename);
  try {
    const converter = require('tslab/dist/converter') as Omit<TslabParts, 'typescript'>;
    const { printQuickInfo } = require('tslab/dist/inspect') as TslabParts;
    const { version } = require('@tslab/typescript-for-tslab') as { version: string };
    const { createConverter, isCompleteCode } = converter;
    return { createConverter, isCompleteCode, printQuickInfo, typescript: version };
  } catch (cause) {
    throw new EngineMissingError(
      'The engine "tslab" is not installed beside the kernel: install the npm package tslab there, or start with --engine native.',
      { cause }
    );
  }
}

const SHIPPED_IMPORT = new RegExp(
  `^([ \\t]*)import\\s+(?:(\\{[^}]*\\})|\\*\\s+as\\s+(\\w+))\\s+from\\s+(['"](?:${SHIPPED_PACKAGES.join('|')})['"])`,
  'gm'
);

/** The converter finds packages in the notebook's folder only; those that come with the kernel it takes as untyped. */
function requireShipped(source: string): string {
  return source.replace(
    SHIPPED_IMPORT,
    (_all, indent: string, named: string | undefined, namespace: string, specifier: string) => {
      const names = named?.replace(/\btype\s+\w+\s*,?/g, '').replace(/\s+as\s+/g, ': ');
      return `${indent}const ${names ?? namespace} = require(${specifier})`;
    }
  );
}

const describeFile = (file: string | undefined) => (file ? `${file}: ` : '');

/** tslab's converter as an engine, for people who come from tslab: types are checked before each run. */
export function createTslabEngine(ambient: string): Engine {
  const tslab = loadTslab();
  const converter = tslab.createConverter({});
  const initial = `${ambient}\ndeclare const __atelier: any;`;
  let declarations = initial;
  return {
    name: 'tslab',
    typescript: tslab.typescript,
    load: () => Promise.resolve(),
    prepare(cell) {
      const converted = converter.convert(declarations, requireShipped(cell.run));
      const problems: Diagnostic[] = converted.diagnostics.map(each => ({
        start: each.start.offset,
        end: each.end.offset,
        line: each.start.line,
        column: each.start.character,
        message: describeFile(each.fileName) + each.messageText,
        code: each.code
      }));
      return Promise.resolve({
        program: problems.length
          ? undefined
          : {
              engine: 'tslab',
              output: converted.output ?? '',
              awaits: converted.hasToplevelAwait ?? false,
              lastExpression: converted.lastExpressionVar,
              modules: (converted.sideOutputs ?? []).map(each => ({
                path: each.path,
                code: each.data
              }))
            },
        problems,
        locate: position => position,
        settle(outcome) {
          if (outcome === 'ok' && !cell.transient) {
            declarations = converted.declOutput || declarations;
          }
        }
      });
    },
    complete(text, offset) {
      const found = converter.complete(declarations, text, offset);
      const items = found.candidates.map(name => ({ name, kind: '' }));
      return Promise.resolve({ start: found.start, end: found.end, items });
    },
    inspect(text, offset) {
      const info = converter.inspect(declarations, text, offset);
      if (!info) return Promise.resolve(undefined);
      return Promise.resolve({ signature: tslab.printQuickInfo(info), documentation: '' });
    },
    isComplete(code) {
      const { completed, indent = '' } = tslab.isCompleteCode(code);
      return Promise.resolve(completed ? { status: 'complete' } : { status: 'incomplete', indent });
    },
    warm: () => void converter.convert(declarations, '1'),
    reset: () => void (declarations = initial),
    close() {
      converter.close();
      return Promise.resolve();
    }
  };
}
