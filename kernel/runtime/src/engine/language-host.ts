import path from 'node:path';

import ts from 'typescript';

import type { CellFiles } from './cell-files.ts';
import type { LanguageSetup } from './language-messages.ts';

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.esnext.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  allowImportingTsExtensions: true,
  esModuleInterop: true,
  resolveJsonModule: true,
  jsx: ts.JsxEmit.React,
  strict: true,
  noImplicitAny: false,
  skipLibCheck: true,
  noEmit: true,
  types: []
};

type Resolved = { resolvedFileName: string; extension: string; isExternalLibraryImport: boolean };

/** A file system in which the packages that come with the kernel lie in a folder `node_modules`, as TypeScript seeks them. */
function packageView(packages: string): {
  host: ts.ModuleResolutionHost;
  real(file: string): string;
} {
  const virtual = path.join(packages, 'node_modules');
  const real = (file: string) =>
    file.startsWith(virtual) ? packages + file.slice(virtual.length) : file;
  return {
    real,
    host: {
      fileExists: file => file.startsWith(virtual) && ts.sys.fileExists(real(file)),
      readFile: file => ts.sys.readFile(real(file)),
      directoryExists: folder => ts.sys.directoryExists(real(folder))
    }
  };
}

/** Answers what the language service asks about files and modules. */
export function createLanguageHost(
  { folder, packages, ambient }: LanguageSetup,
  cells: CellFiles,
  current: () => string
): ts.LanguageServiceHost {
  const ambientFile = path.join(folder, '__atelier_ambient.d.ts');
  const view = packageView(packages);
  const inPackages = path.join(packages, 'index.ts');

  function shipped(name: string): Resolved | undefined {
    const { resolvedModule: found } = ts.resolveModuleName(name, inPackages, OPTIONS, view.host);
    return (
      found && {
        resolvedFileName: view.real(found.resolvedFileName),
        extension: found.extension,
        isExternalLibraryImport: true
      }
    );
  }

  function resolve(name: string, from: string): Resolved | ts.ResolvedModuleFull | undefined {
    const cell = cells.resolve(name);
    if (cell) {
      const extension = path.extname(cell);
      return { resolvedFileName: cell, extension, isExternalLibraryImport: false };
    }
    const bare = !/^(\.{0,2}\/|node:)/.test(name);
    const ours = bare && (from.startsWith(packages) || /^@atelier-ml\/|^tslab$/.test(name));
    return (
      (ours ? shipped(name) : undefined) ??
      ts.resolveModuleName(name, from, OPTIONS, ts.sys).resolvedModule
    );
  }

  /** The user's own declarations of Node, or those that come with the kernel: never both. */
  function nodeTypes(): string | undefined {
    const own = ts.resolveTypeReferenceDirective('node', ambientFile, OPTIONS, ts.sys);
    return (
      own.resolvedTypeReferenceDirective?.resolvedFileName ??
      shipped('@types/node')?.resolvedFileName
    );
  }
  const nodeFile = nodeTypes();
  const roots = [ambientFile, ...(nodeFile ? [nodeFile] : [])];
  const read = (file: string) =>
    cells.read(file) ?? (file === ambientFile ? ambient : ts.sys.readFile(file));

  return {
    getCompilationSettings: () => OPTIONS,
    getScriptFileNames: () => [...roots, current()].filter(Boolean),
    getProjectVersion: () => `${cells.revision()} ${current()}`,
    getScriptVersion: file => cells.version(file),
    getScriptSnapshot(file) {
      const text = read(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: options => ts.getDefaultLibFilePath(options),
    fileExists: file => cells.read(file) !== undefined || ts.sys.fileExists(file),
    readFile: read,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    readDirectory: ts.sys.readDirectory,
    realpath: ts.sys.realpath,
    resolveModuleNameLiterals: (literals, from) =>
      literals.map(literal => ({
        resolvedModule: resolve(literal.text, from)
      })),
    resolveTypeReferenceDirectiveReferences: (references, from, _redirect, options) =>
      references.map(reference => {
        const name = typeof reference === 'string' ? reference : reference.fileName;
        if (name === 'node' && nodeFile) {
          return {
            resolvedTypeReferenceDirective: { primary: true, resolvedFileName: nodeFile }
          };
        }
        const at = typeof from === 'string' ? from : ambientFile;
        return ts.resolveTypeReferenceDirective(name, at, options, ts.sys);
      })
  };
}
