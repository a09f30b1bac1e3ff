import { misspelt } from '../testing/compiled-cell.ts';

it('the compiler finds names that the run was not opened with', () => {
  const found = misspelt(
    'startRun, withRun, type Run',
    `
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
  `
  );
  expect(found).toEqual(['acu', 'tress', "'tres'", 'los', 'rate', 'auk', 'goal', 'ac']);
}, 120_000);
