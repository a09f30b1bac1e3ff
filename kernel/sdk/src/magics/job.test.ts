import { runInNewContext } from 'node:vm';
import { displaySymbol } from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import { buildLiveStudio } from '../testing/index.ts';
import type { LiveStudio } from '../testing/index.ts';
import type { Job } from '../jobs/index.ts';
import { createCellMagics } from './index.ts';

jest.setTimeout(60_000);

let live: LiveStudio;
const variables = { best: 0.25 };

beforeAll(async () => {
  live = await buildLiveStudio();
});
afterAll(() => live.remove());

/** What a line, or a cell with a text below it, answers. */
async function job(args: string, text?: string): Promise<unknown> {
  const magic = createCellMagics(() => live.studio).magics.find(({ name }) => name === 'job')!;
  return magic.run({
    args,
    ...(text !== undefined && { body: () => Promise.resolve(text) }),
    cell: { id: 'cell', source: text ?? args, executionCount: 1 },
    display: () => {},
    globals: {
      get: () => undefined,
      has: () => false,
      set: () => {},
      evaluate: expression => Promise.resolve(runInNewContext(expression, variables))
    },
    signal: new AbortController().signal
  });
}

const textOf = (shown: unknown) => (shown as Displayable)[displaySymbol]()['text/plain'];

describe('%%job', () => {
  it('submits the cell with values of the notebook as params and datasets as inputs', async () => {
    await live.studio.datasets.save('people', [{ name: 'ada' }]);
    const submitted = (await job(
      'rate=(best * 2) word="two words" --name sweep --experiment cells --input people=people:1',
      `import { readdirSync } from 'node:fs';
       const { ATELIER_PARAM_rate: rate, ATELIER_PARAM_word: word }: NodeJS.ProcessEnv = process.env;
       await Promise.resolve();
       console.log(rate, word, readdirSync('inputs/people').length);`
    )) as Job;
    expect((await submitted.wait()).message).toBeNull();
    expect(submitted).toMatchObject({ name: 'sweep', state: 'finished' });
    expect(submitted.record.experiment).toBe('cells');
    expect(textOf(await job(`logs ${submitted.id}`))).toBe('0.5 two words 1');
    expect(textOf(await job(submitted.id))).toContain('Job sweep');
  });

  it('prints what the job writes when it is to follow', async () => {
    const written: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation(text => {
      written.push(String(text));
      return true;
    });
    const followed = (await job('--follow', 'console.log(6 * 7)')) as Job;
    write.mockRestore();
    expect(written).toEqual(['42\n']);
    expect(followed.state).toBe('finished');
  });
});

describe('%%job --follow', () => {
  it('fails with its job, so that the cells below do not go on', async () => {
    await expect(job('--name wrong --follow', 'process.exitCode = 3;')).rejects.toMatchObject({
      code: 'job-failed',
      message: 'The job “wrong” has failed.',
      remedy: expect.stringMatching(/^Exit code 3\. %job [0-9a-f]{32} tells more\.$/)
    });
  });
});

describe('%job', () => {
  it('lists what has not ended, and cancels', async () => {
    const { id } = await live.studio.jobs.submit({ command: 'sleep 600' });
    expect(textOf(await job(''))).toContain(id);
    const cancelled = (await job(`cancel ${id}`)) as Job;
    expect(await cancelled.wait()).toMatchObject({ state: 'cancelled' });
    expect(textOf(await job('list'))).not.toContain(id);
  });

  it.each([
    ['one two three', 'code'],
    ['--input people', 'code'],
    ['rate=nowhere', 'code'],
    ['data=[1]', 'code'],
    ['list --cluster gpu', undefined],
    ['rate=1', undefined],
    ['list 0', undefined],
    ['dance 0', undefined],
    ['cancel', undefined]
  ])('tells how it is used: %s', async (args, text) => {
    await expect(job(args, text)).rejects.toMatchObject({
      code: 'invalid-input',
      remedy: expect.stringContaining('%job logs|follow')
    });
  });
});
