import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '../../../..');
const cell = join(root, 'kernel/sdk/src/cell.ts');

/** What the compiler says of a cell with these imports of the SDK: the texts that its errors point at. */
export function misspelt(imports: string, code: string): string[] {
  const source = `import { ${imports} } from './index.ts';\n${code}\nexport {};`;
  const { config } = ts.readConfigFile(join(root, 'tsconfig.layers.json'), path =>
    readFileSync(path, 'utf8')
  );
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost({ ...options, noEmit: true, types: ['node'] });
  const { getSourceFile } = host;
  host.getSourceFile = (file, ...rest) =>
    file === cell
      ? ts.createSourceFile(file, source, ts.ScriptTarget.Latest)
      : getSourceFile(file, ...rest);
  const program = ts.createProgram([cell], { ...options, noEmit: true, types: ['node'] }, host);
  const found = program.getSemanticDiagnostics(program.getSourceFile(cell));
  return found.map(({ start = 0, length = 0 }) => source.slice(start, start + length));
}
