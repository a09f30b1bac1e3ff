import { misspelt } from '../testing/compiled-cell.ts';

it('the compiler finds what no job and no schedule has', () => {
  const found = misspelt(
    'dataset, schedule, submitJob',
    `
    void submitJob({ command: 'true', cluster: { name: 'boxes' }, params: { rate: 0.1 } });
    void submitJob({ script: 'main.ts', arguments: ['--fast'], code: { 'main.ts': '' } });
    void dataset('people').then(people => submitJob({ command: 'true', inputs: { people } }));
    void submitJob({ command: 'true', array: [{ seed: 1 }], outputs: ['model'] });
    void submitJob({ command: 'true', outputs: { table: { dataset: 'people' } } });
    void submitJob({ command: 'true', retry: 2 });
    void submitJob({ command: 'true', script: 'main.ts' });
    void submitJob({ command: 'true', arguments: ['--fast'] });
    void submitJob({ notebook: 'a.ipynb', language: 'cobol' });
    void submitJob({ command: 'true', priority: 'urgent' });
    void schedule('nightly', { cron: '0 2 * * *', job: { command: 'true' } });
    void schedule('often', { every: 60, zone: 'UTC', job: { notebook: 'a.ipynb' } });
    void schedule('never', { zone: 'UTC', job: { command: 'true' } });
    void schedule('both', { cron: '0 2 * * *', every: 60, job: { command: 'true' } });
  `
  );
  expect(found).toEqual([
    'retry',
    "{ command: 'true', script: 'main.ts' }",
    "{ command: 'true', arguments: ['--fast'] }",
    'language',
    'priority',
    "{ zone: 'UTC', job: { command: 'true' } }",
    'every'
  ]);
}, 120_000);
