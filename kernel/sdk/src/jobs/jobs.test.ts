import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { displaySymbol } from '../display/index.ts';
import { buildKernel, buildLiveStudio } from '../testing/index.ts';
import type { LiveStudio } from '../testing/index.ts';
import type { Job } from './index.ts';

jest.setTimeout(60_000);

let live: LiveStudio;

beforeAll(async () => {
  live = await buildLiveStudio();
});
afterAll(() => live.remove());

/** A file that a program waits for, and whose coming lets it go on. */
function gate(): { command: string; open(): Promise<void> } {
  const path = join(live.data, `gate-${Math.random()}`);
  return {
    command: `while [ ! -e '${path}' ]; do sleep 0.05; done`,
    open: () => writeFile(path, '')
  };
}

async function textOf(job: Job): Promise<string> {
  let text = '';
  for await (const line of job.follow()) {
    text += line.text;
  }
  return text;
}

describe('a job of the SDK', () => {
  it('runs a command, and tells what it has written and how it went', async () => {
    const { jobs } = live.studio;
    const job = await jobs.submit({
      command: 'echo "hello ${{params.whom}}"; echo trouble >&2; exit 3',
      name: 'greeting',
      experiment: 'greetings',
      params: { whom: 7 },
      tags: { stage: 'test' }
    });
    expect(job).toMatchObject({ name: 'greeting', cluster: 'local', hasEnded: false });
    expect((await job.wait()).state).toBe('failed');
    expect(job).toMatchObject({ reason: 'exit-code', exitCode: 3, message: 'Exit code 3.' });
    expect((await job.logs()).sort()).toEqual(['hello 7', 'trouble']);
    expect(await job.logs(1)).toHaveLength(1);
    const run = await job.run();
    expect(run).toMatchObject({ experimentName: 'greetings', tags: { stage: 'test' } });
    const shown = job[displaySymbol]();
    expect(shown['text/plain']).toContain('failed: Exit code 3.');
    expect(shown['text/html']).toContain('data-commandlinker-command="jobs:open-job"');
  });

  it('runs a script with the folder it lies in, a dataset and params, and keeps what it makes', async () => {
    const { datasets, jobs } = live.studio;
    const people = await datasets.save('people of ätelier', [{ name: 'ada', age: 36 }]);
    const folder = join(live.data, 'code');
    await mkdir(join(folder, 'data'), { recursive: true });
    await writeFile(join(folder, '.atelierignore'), 'data/\n');
    await writeFile(join(folder, 'data', 'big.csv'), 'left out');
    await writeFile(join(folder, 'words.ts'), "export const word: string = 'older';");
    await writeFile(
      join(folder, 'main.ts'),
      `import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
       import { word } from './words.ts';
       const [input, years] = process.argv.slice(2);
       const [file] = readdirSync(input);
       const text = readFileSync(input + '/' + file, 'utf8');
       writeFileSync('outputs/table/table.csv', text.replace('36', String(36 + Number(years))));
       console.log(word, existsSync('data'));`
    );
    const job = await jobs.submit({
      script: join(folder, 'main.ts'),
      arguments: ['${{inputs.people}}', '${{params.years}}'],
      inputs: { people },
      params: { years: 2 },
      outputs: ['table']
    });
    expect(await textOf(job)).toBe('older false\n');
    expect(job.state).toBe('finished');
    expect(await job.artifacts()).toMatchObject([{ path: 'outputs/table/table.csv' }]);
    const table = await job.artifact('outputs/table/table.csv');
    expect(Buffer.from(table).toString()).toContain('ada,38');
  });

  it('takes code from memory, and makes an output the next version of a dataset', async () => {
    const { datasets, jobs } = live.studio;
    const job = await jobs.submit({
      script: 'src/make.mjs',
      code: {
        'src/make.mjs': `
          import { writeFileSync } from 'node:fs';
          import { row } from './row.mjs';
          writeFileSync('outputs/made/made.csv', 'a\\n' + row + '\\n');`,
        'src/row.mjs': 'export const row = 5;'
      },
      outputs: { made: { dataset: 'made' } }
    });
    expect((await job.wait()).message).toBeNull();
    expect(await (await datasets.get('made')).rows()).toEqual([{ a: 5 }]);
  });

  it('is given a dataset of another workspace, whatever its name is', async () => {
    const body = { name: 'my läb' };
    await live.studio.connection.client.workspaces.create({ body });
    const elsewhere = live.another({ workspace: body.name });
    const words = await elsewhere.datasets.save('two words', [{ word: 'there' }]);
    const command = 'cat "${{inputs.words}}"';
    const job = await live.studio.jobs.submit({ command, inputs: { words } });
    expect(await textOf(job)).toContain('there');
  });

  it('gives lines as they come, and ends with the job', async () => {
    const last = gate();
    const job = await live.studio.jobs.submit({
      command: `printf 'one\\ntwo\\n'; ${last.command}; echo three`
    });
    const lines: string[] = [];
    for await (const { text } of job.follow()) {
      lines.push(text);
      if (text === 'two\n') {
        expect(job.hasEnded).toBe(false);
        await last.open();
      }
    }
    expect(lines).toEqual(['one\n', 'two\n', 'three\n']);
    expect(job.state).toBe('finished');
  });

  it('is cancelled, also while somebody waits for it', async () => {
    const job = await live.studio.jobs.submit({ command: 'sleep 600' });
    const waiting = (await live.studio.jobs.get(job.id)).wait();
    await job.cancel();
    expect(await waiting).toMatchObject({ state: 'cancelled', reason: 'cancelled' });
  });

  it('is waited for and followed over the death of the server', async () => {
    const last = gate();
    const job = await live.studio.jobs.submit({
      command: `echo before; ${last.command}; echo after`
    });
    const lines: string[] = [];
    const waiting = (await live.studio.jobs.get(job.id)).wait();
    const onAway = jest.fn();
    for await (const { text } of job.follow({ onAway })) {
      lines.push(text);
      if (text === 'before\n') {
        await live.restart();
        await last.open();
      }
    }
    expect(lines).toEqual(['before\n', 'after\n']);
    expect(onAway).toHaveBeenCalled();
    expect((await waiting).state).toBe('finished');
  });

  it('is waited for by many at once', async () => {
    const { jobs } = live.studio;
    const last = gate();
    const job = await jobs.submit({ command: last.command });
    const handles = await Promise.all(Array.from({ length: 40 }, () => jobs.get(job.id)));
    const ends = Promise.all(handles.map(each => each.wait()));
    await last.open();
    expect(new Set((await ends).map(({ state }) => state))).toEqual(new Set(['finished']));
  });

  it('goes on when waiting is given up', async () => {
    const { jobs } = live.studio;
    const last = gate();
    const job = await jobs.submit({ command: last.command });
    await expect(job.wait({ timeout: 0.05 })).rejects.toMatchObject({ code: 'not-ready' });
    const reason = new Error('enough');
    await expect(job.wait({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const interrupt = new AbortController();
    const { door } = buildKernel();
    const kernel = { ...door, signal: () => interrupt.signal };
    const waiting = (await live.another({ kernel }).jobs.get(job.id)).wait();
    interrupt.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await last.open();
    expect((await job.wait()).state).toBe('finished');
  });

  it('is submitted again, with secrets given anew', async () => {
    const job = await live.studio.jobs.submit({
      command: 'test "$KEY" = right',
      secrets: { KEY: 'wrong' }
    });
    expect((await job.wait()).state).toBe('failed');
    await expect(job.resubmit()).rejects.toMatchObject({ code: 'invalid-input' });
    const again = await job.resubmit({ KEY: 'right' });
    expect(again.id).not.toBe(job.id);
    expect((await again.wait()).state).toBe('finished');
  });

  it('may be many, each with its params', async () => {
    const { jobs } = live.studio;
    const job = await jobs.submit({
      command: 'exit "${{params.code}}"',
      name: 'sweep',
      array: [{ code: 0 }, { code: 1 }]
    });
    expect(await textOf(job)).toBe('');
    expect(job.state).toBe('failed');
    const children = await jobs.list({ parent: job.id });
    expect(children.map(({ index, state }) => [index, state]).sort()).toEqual([
      [0, 'finished'],
      [1, 'failed']
    ]);
    expect(job[displaySymbol]()['text/plain']).toMatch(/1 finished, 1 failed/);
  });

  it('is forgotten once it has ended', async () => {
    const { jobs } = live.studio;
    const job = await (await jobs.submit({ command: 'true' })).wait();
    await job.delete();
    await expect(jobs.get(job.id)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('what can never run', () => {
  it.each([
    [{ command: 'cat "${{inputs.none}}"' }, 'invalid-input'],
    [{ command: 'true', inputs: { data: 'no such dataset' } }, 'not-found'],
    [{ command: 'true', cluster: 'nowhere' }, 'not-found'],
    [{ script: 'main.ts', code: '/no/such/folder' }, 'invalid-input'],
    [{ script: '/no/such/main.ts' }, 'invalid-input'],
    [{ notebook: 'no-such.ipynb', code: tmpdir() }, 'invalid-input'],
    [{} as { command: string }, 'invalid-input']
  ])('is refused with what to do about it: %j', async (options, code) => {
    await expect(live.studio.jobs.submit(options)).rejects.toMatchObject({
      code,
      remedy: expect.stringMatching(/.{5,}\./)
    });
  });
});

it('lists jobs by name and state', async () => {
  const { jobs } = live.studio;
  const last = gate();
  const job = await jobs.submit({ command: last.command, name: 'findable' });
  const found = await jobs.list({ search: 'findable', state: 'active' });
  expect(found.map(({ id }) => id)).toEqual([job.id]);
  expect(found[displaySymbol]()['text/html']).toContain(job.id);
  await last.open();
  await job.wait();
  expect(await jobs.list({ search: 'findable', state: 'active' })).toHaveLength(0);
});
