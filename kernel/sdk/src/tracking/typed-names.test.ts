import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '../../../..');
const cell = join(root, 'kernel/sdk/src/cell.ts');

/** What the compiler says of a cell: the texts that its errors point at. */
function misspelt(code: string): string[] {
  const source = `import { startRun, withRun, type Run } from './index.ts';\n${code}\nexport {};`;
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

it('the compiler finds names that the run was not opened with', () => {
  const found = misspelt(`
    const run = startRun({
      experiment: 'diabetes',
      metrics: { auc: { goal: 'maximize' }, loss: { goal: 'minimize', unit: 'nats' } },
      params: { trees: 100 }
    });
    run.log({ auc: 1, loss: 2 }, { step: 3 });
    run.log({ acu: 1 });
    run.param('trees', 200);
    run.params({ tress: 200 });
    run.param('tres', 200);
    const explicit = startRun<'loss' | 'auc', 'learningRate'>({ experiment: 'diabetes' });
    explicit.log({ los: 1 });
    explicit.params({ learningRate: 0.1 });
    explicit.params({ rate: 0.1 });
    const open = startRun({ experiment: 'diabetes' });
    open.log({ whatever: 1 });
    open.param('anything', 1);
    const half = startRun({ experiment: 'diabetes', metrics: { auc: {} } });
    half.param('anything', 1);
    void withRun({ experiment: 'diabetes', metrics: { auc: {} } }, inner => {
      inner.log({ auc: 1 });
      inner.log({ auk: 1 });
      startRun({ experiment: 'diabetes', parent: inner });
      startRun({ experiment: 'diabetes', forkFrom: { run, step: 4 } });
    });
    startRun({ experiment: 'diabetes', metrics: { auc: { goal: 'best' } } });
    const resumed: Promise<Run<'auc'>> = startRun<'auc'>({ resume: run });
    void resumed.then(each => each.log({ ac: 1 }));
  `);
  expect(found).toEqual(['acu', 'tress', "'tres'", 'los', 'rate', 'auk', 'goal', 'ac']);
}, 120_000);
