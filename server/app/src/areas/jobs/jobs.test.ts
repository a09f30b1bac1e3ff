import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobDetail } from '@atelier-ml/api';
import { describeOnEachDatabase, readEvents } from '../../testing/index.ts';
import type { TestServer } from '../../testing/index.ts';
import { archive, here, jobWhen, logOf, submitJob, whenEnded } from './testing/job.ts';

async function uploadDataset({ client }: TestServer, text: string): Promise<void> {
  const { sha256 } = await client.blobs.upload({ query: {}, body: text });
  const content = { sha256, filename: 'people.csv' };
  await client.datasets.create({ params: here, body: { name: 'people', content } });
}

async function leftovers({ data }: TestServer): Promise<string[]> {
  const folders = await readdir(join(data, 'jobs')).catch(() => []);
  const inside = await Promise.all(folders.map(each => readdir(join(data, 'jobs', each))));
  return inside.flat();
}

describeOnEachDatabase('jobs on processes', on => {
  it('runs a command as a run with its output and exit code', async () => {
    const server = await on.startServer();
    const { id } = await submitJob(server, 'echo hello; echo trouble >&2; exit 3', {
      name: 'greeting',
      experiment: 'greetings',
      params: { rate: '0.1' },
      tags: { stage: 'test' }
    });
    const job = await whenEnded(server, id);
    expect(job).toMatchObject({
      state: 'failed',
      reason: 'exit-code',
      exitCode: 3,
      message: 'Exit code 3.',
      attempt: 1,
      cluster: { name: 'local' }
    });
    const run = await server.client.runs.get({ params: { ...here, run: job.run } });
    expect(run).toMatchObject({
      name: 'greeting',
      experimentName: 'greetings',
      status: 'failed',
      error: 'Exit code 3.',
      params: { rate: '0.1' },
      tags: { stage: 'test', 'atelier.job': id }
    });
    expect(await logOf(server, job)).toBe('hello\ntrouble\n');
    expect(await leftovers(server)).toEqual([]);
  });

  it('hands over code, params and datasets, and keeps what is written as outputs', async () => {
    const server = await on.startServer();
    await uploadDataset(server, 'name,age\nada,36\n');
    const script = `
      import { readFileSync, writeFileSync } from 'node:fs';
      const [, , input, greeting] = process.argv;
      const rows = readFileSync(input + '/people.csv', 'utf8');
      if (process.env.ATELIER_INPUT_people !== input + '/people.csv') throw new Error('no variable');
      writeFileSync(process.env.ATELIER_OUTPUT_table + '/table.csv', rows.replace('36', '37'));
      writeFileSync('outputs/note.txt', greeting);`;
    const { sha256 } = await server.client.blobs.upload({
      query: {},
      body: archive({ 'deep/main.ts': script })
    });
    const { id } = await submitJob(server, '', {
      program: {
        type: 'script',
        path: 'deep/main.ts',
        arguments: ['${{inputs.people}}', '${{ params.greeting }} there']
      },
      code: { sha256 },
      inputs: { people: 'people' },
      outputs: { table: { dataset: 'older' } },
      params: { greeting: 'hi' }
    });
    const job = await whenEnded(server, id);
    expect([job.state, job.message, await logOf(server, job)]).toEqual(['finished', null, '']);
    const run = await server.client.runs.get({ params: { ...here, run: job.run } });
    expect(run.artifacts.map(artifact => [artifact.path, artifact.mediaType])).toEqual([
      ['outputs/note.txt', 'text/plain'],
      ['outputs/table/table.csv', 'text/csv']
    ]);
    expect(run.inputs).toEqual([`atelier://${job.workspaceId}/datasets/people:1`]);
    expect(job.datasets).toMatchObject([{ input: 'people', name: 'people', version: 1 }]);
    expect(run.outputs).toEqual([`atelier://${job.workspaceId}/datasets/older:1`]);
    const note = await server.client.runs.artifact({
      params: { ...here, run: job.run, path: 'outputs/note.txt' }
    });
    expect(await note.text()).toBe('hi there');
    const rows = await server.client.datasets.versions.preview({
      params: { ...here, dataset: 'older', version: 1 },
      query: {}
    });
    expect(rows.rows).toEqual([['ada', 37]]);
  });

  it('takes values for values, whatever is in them', async () => {
    const server = await on.startServer();
    const { id } = await submitJob(server, 'echo "${{params.text}}"', {
      params: { text: '$(echo bad); `echo bad` "quoted"' }
    });
    expect(await logOf(server, await whenEnded(server, id))).toBe(
      '$(echo bad); `echo bad` "quoted"\n'
    );
  });

  it('never shows a secret, and drops it with the end', async () => {
    const server = await on.startServer();
    const { id, spec } = await submitJob(server, 'echo "the key is $KEY"; exit 1', {
      secrets: { KEY: 'correct horse battery' }
    });
    expect(spec.secrets).toEqual(['KEY']);
    const job = await whenEnded(server, id);
    expect(await logOf(server, job)).toBe('the key is ***\n');
    await expect(
      server.client.jobs.resubmit({ params: { ...here, job: id }, body: { secrets: {} } })
    ).rejects.toMatchObject({ code: 'invalid-input', message: 'The job needs KEY again.' });
    const again = await server.client.jobs.resubmit({
      params: { ...here, job: id },
      body: { secrets: { KEY: 'another one' } }
    });
    expect(await logOf(server, await whenEnded(server, again.id))).toBe('the key is ***\n');
    expect(JSON.stringify(server.logged())).not.toContain('correct horse');
  });

  it('is the run that its program starts', async () => {
    const server = await on.startServer();
    const script = `
      import { startRun } from '@atelier-ml/sdk';
      const run = startRun({ experiment: 'other', params: { depth: 3 } });
      run.log({ loss: 0.5 }, { step: 1 });
      const inner = startRun({ experiment: 'inner' });
      await inner.end();
      console.log('trained');
      await run.end();`;
    const { sha256 } = await server.client.blobs.upload({
      query: {},
      body: archive({ 'train.ts': script })
    });
    const { id } = await submitJob(server, '', {
      experiment: 'training',
      program: { type: 'script', path: 'train.ts', arguments: [] },
      code: { sha256 },
      environmentVariables: server.reachable
    });
    const job = await whenEnded(server, id);
    expect([job.state, await logOf(server, job)]).toEqual(['finished', 'trained\n']);
    const run = await server.client.runs.get({ params: { ...here, run: job.run } });
    expect(run).toMatchObject({ experimentName: 'training', params: { depth: '3' } });
    expect(run.metrics.loss).toMatchObject({ last: 0.5, step: 1 });
    const { items } = await server.client.runs.list({
      params: here,
      query: { experiment: 'inner' }
    });
    expect(items.map(each => each.parentId)).toEqual([job.run]);
  });

  it('executes a notebook with params, and keeps it as far as it came', async () => {
    const server = await on.startServer();
    const cell = (source: string, tags: string[] = []) => ({
      ...{ cell_type: 'code', source, metadata: { tags } },
      ...{ outputs: [], execution_count: null }
    });
    const notebook = (...cells: object[]) =>
      JSON.stringify({
        ...{ cells, nbformat: 4, nbformat_minor: 5 },
        metadata: { language_info: { name: 'typescript' } }
      });
    const body = archive({
      'sub/good.ipynb': notebook(
        cell('let rate = 1; let names = ["none"];', ['parameters']),
        { cell_type: 'markdown', source: '# A title', metadata: {} },
        cell('console.log(`rate ${rate * 2} of ${names.length}`)'),
        cell('rate + 1'),
        cell('process.env.KEY')
      ),
      'sub/bad.ipynb': notebook(cell('throw new Error("broken")'), cell('console.log("never")'))
    });
    const { sha256 } = await server.client.blobs.upload({ query: {}, body });
    const run = (path: string) =>
      submitJob(server, '', {
        program: { type: 'notebook', path },
        code: { sha256 },
        secrets: { KEY: 'correct <horse> & battery' },
        params: { rate: '0.25', names: '["a","b"]' }
      }).then(({ id }) => whenEnded(server, id));
    const good = await run('sub/good.ipynb');
    expect([good.state, await logOf(server, good)]).toEqual(['finished', 'rate 0.5 of 2\n']);
    const kept = await server.client.runs.artifact({
      params: { ...here, run: good.run, path: 'outputs/good.ipynb' }
    });
    const { cells } = (await kept.json()) as { cells: { outputs?: object[]; metadata: object }[] };
    expect(cells).toHaveLength(6);
    expect(cells[1]!.metadata).toMatchObject({ tags: ['injected-parameters'] });
    expect(cells[3]!.outputs).toEqual([
      { output_type: 'stream', name: 'stdout', text: 'rate 0.5 of 2\n' }
    ]);
    expect(cells[4]!.outputs).toMatchObject([{ data: { 'text/plain': '1.25' } }]);
    expect(cells[5]!.outputs).toMatchObject([
      { data: { 'text/plain': expect.stringMatching(/^.?\*\*\*.?$/) } }
    ]);
    const page = await server.client.runs.artifact({
      params: { ...here, run: good.run, path: 'outputs/good.html' }
    });
    expect(page.headers.get('content-security-policy')).toContain('sandbox');
    const html = await page.text();
    expect(html).toMatch(/<h1>A title<.*rate 0\.5 of 2.*1\.25.*\*\*\*/s);
    expect(html).not.toContain('battery');
    const bad = await run('sub/bad.ipynb');
    const message = 'Cell 1 has failed: Error: broken';
    expect(bad).toMatchObject({ state: 'failed', exitCode: 1, message });
    expect(await logOf(server, bad)).toContain(message);
    const { artifacts } = await server.client.runs.get({ params: { ...here, run: bad.run } });
    expect(artifacts.map(each => each.path)).toEqual(['outputs/bad.html', 'outputs/bad.ipynb']);
  });

  it('tries again as often as it may', async () => {
    const server = await on.startServer();
    const { id } = await submitJob(server, 'test "$ATELIER_JOB_ATTEMPT" = 3', { maxRetries: 2 });
    const job = await whenEnded(server, id);
    expect(job).toMatchObject({ state: 'finished', attempt: 3, exitCode: 0 });
    expect(job.tasks.map(task => [task.attempt, task.exitCode])).toEqual([
      [1, 1],
      [2, 1],
      [3, 0]
    ]);
    const run = await server.client.runs.get({ params: { ...here, run: job.run } });
    expect(run).toMatchObject({ status: 'finished', error: null });
  });

  it('ends what takes too long', async () => {
    const server = await on.startServer();
    const { id } = await submitJob(server, 'sleep 60', { timeoutSeconds: 1 });
    expect(await whenEnded(server, id)).toMatchObject({
      state: 'failed',
      reason: 'timed-out',
      message: 'It has not ended within 1 s.'
    });
  });

  it('cancels what runs, what waits, and is idempotent', async () => {
    const server = await on.startServer();
    await server.client.clusters.create({
      params: here,
      body: { name: 'one', driver: 'process', maxNodes: 1 }
    });
    const first = await submitJob(server, 'sleep 60', { cluster: 'one' });
    await jobWhen(server, first.id, job => job.state === 'running');
    const second = await submitJob(server, 'echo never', { cluster: 'one' });
    expect(second).toMatchObject({ state: 'queued', position: 1 });
    for (const { id } of [second, first, first]) {
      await server.client.jobs.cancel({ params: { ...here, job: id } });
    }
    expect(await whenEnded(server, second.id)).toMatchObject({ state: 'cancelled', attempt: 0 });
    const job = await whenEnded(server, first.id);
    expect(job).toMatchObject({ state: 'cancelled', reason: 'cancelled' });
    const run = await server.client.runs.get({ params: { ...here, run: job.run } });
    expect(run.status).toBe('killed');
  });

  it('runs an array, one place of which has its own params', async () => {
    const server = await on.startServer();
    const array = await submitJob(server, 'echo "$ATELIER_ARRAY_INDEX ${{params.rate}}"', {
      name: 'sweep',
      array: { params: [{ rate: '0.1' }, { rate: '0.2' }, { rate: '0.3' }] }
    });
    const ended = await whenEnded(server, array.id);
    expect(ended).toMatchObject({ state: 'finished', children: { finished: 3, failed: 0 } });
    const { items, total } = await server.client.jobs.list({
      params: here,
      query: { parent: array.id }
    });
    expect(total).toBe(3);
    expect(items.map(({ index }) => index)).toEqual([0, 1, 2]);
    const logs = await Promise.all(items.map(job => logOf(server, job)));
    expect(logs).toEqual(['0 0.1\n', '1 0.2\n', '2 0.3\n']);
    const child = await server.client.runs.get({ params: { ...here, run: items[0]!.run } });
    expect(child.parentId).toBe(ended.run);
    const all = await server.client.jobs.list({ params: here, query: {} });
    expect(all.items.map(job => job.name)).toEqual(['sweep']);
  });

  it('goes through an array by its indices, and runs as soon as one of its jobs does', async () => {
    const server = await on.startServer();
    const { client } = server;
    const body = { name: 'one', driver: 'process' as const, maxNodes: 1 };
    await client.clusters.create({ params: here, body });
    const { id } = await submitJob(server, '[ "$ATELIER_ARRAY_INDEX" != 3 ] || sleep 600', {
      cluster: 'one',
      array: { count: 5 }
    });
    const isAtThird = (job: JobDetail) =>
      job.children?.finished === 3 && job.children.running === 1;
    expect(await jobWhen(server, id, isAtThird)).toMatchObject({ state: 'running' });
    const page = { parent: id, limit: 3 };
    const first = await client.jobs.list({ params: here, query: page });
    const cursor = first.nextCursor!;
    const rest = await client.jobs.list({ params: here, query: { ...page, cursor } });
    const told = [...first.items, ...rest.items].map(({ index, state }) => `${index} ${state}`);
    expect(told).toEqual(['0 finished', '1 finished', '2 finished', '3 running', '4 queued']);
    await client.jobs.cancel({ params: { ...here, job: id } });
    await whenEnded(server, id);
    const sleeper = await submitJob(server, 'sleep 600', { cluster: 'one', array: { count: 2 } });
    const isRunning = (job: JobDetail) => job.children?.running === 1 && job.state === 'running';
    await jobWhen(server, sleeper.id, isRunning);
    await client.jobs.cancel({ params: { ...here, job: sleeper.id } });
    await whenEnded(server, sleeper.id);
  });

  it('is cancelled also where its program ends well when it is told to', async () => {
    const server = await on.startServer();
    const { id } = await submitJob(server, "trap 'exit 0' TERM; echo begun; sleep 600 & wait", {
      outputs: { part: { dataset: 'part' } }
    });
    const events = await readEvents(server.send);
    const running = await jobWhen(server, id, job => job.state === 'running');
    while (!(await logOf(server, running)).includes('begun')) {
      await events.next();
    }
    events.close();
    await server.client.jobs.cancel({ params: { ...here, job: id } });
    expect(await whenEnded(server, id)).toMatchObject({ state: 'cancelled', reason: 'cancelled' });
    expect((await server.client.datasets.list({ params: here, query: {} })).items).toEqual([]);
  });

  it('starts all nodes of a distributed job together, and ends them together', async () => {
    const server = await on.startServer();
    const { id } = await submitJob(
      server,
      'echo "$RANK of $WORLD_SIZE at $MASTER_ADDR"; test $RANK = 0 || exit 5; sleep 60',
      { nodes: 2 }
    );
    const job = await whenEnded(server, id);
    expect(job).toMatchObject({ state: 'failed', exitCode: 5, message: 'Node 1: Exit code 5.' });
    expect(job.tasks.map(task => task.reason)).toEqual(['cancelled', 'exit-code']);
    expect(await logOf(server, job)).toContain('[1] 1 of 2 at 127.0.0.1\n');
  });

  it('lets small jobs go first while a large one lacks nodes, which it gets then', async () => {
    const server = await on.startServer();
    const gate = join(server.data, 'gate');
    const body = { name: 'two', driver: 'process' as const, maxNodes: 2 };
    await server.client.clusters.create({ params: here, body });
    const holder = await submitJob(server, `until test -e ${gate}; do sleep 0.05; done`, {
      cluster: 'two'
    });
    await jobWhen(server, holder.id, job => job.state === 'running');
    const large = await submitJob(server, 'true', { cluster: 'two', nodes: 2 });
    const small = await submitJob(server, 'true', { cluster: 'two' });
    expect(await whenEnded(server, small.id)).toMatchObject({ state: 'finished' });
    const waiting = await server.client.jobs.get({ params: { ...here, job: large.id } });
    expect(waiting.state).toBe('queued');
    await writeFile(gate, '');
    expect(await whenEnded(server, large.id)).toMatchObject({ state: 'finished' });
  });

  it('lets the processes of each job meet at a port of their own', async () => {
    const server = await on.startServer();
    const body = { name: 'many', driver: 'process' as const, maxNodes: 4 };
    await server.client.clusters.create({ params: here, body });
    const meet = `
      const net = require('node:net');
      const { MASTER_PORT: port, RANK } = process.env;
      const join = () =>
        net.connect(port, '127.0.0.1').on('error', () => setTimeout(join, 20)).on('data', text => console.log(String(text)));
      if (RANK === '1') join();
      else net.createServer(socket => socket.end('met')).listen(port).on('connection', function () { this.close(); });`;
    const command = `"${process.execPath}" -e "$MEET"`;
    const more = { cluster: 'many', nodes: 2, environmentVariables: { MEET: meet } };
    const jobs = [await submitJob(server, command, more), await submitJob(server, command, more)];
    for (const { id } of jobs) {
      const job = await whenEnded(server, id);
      expect([job.state, await logOf(server, job)]).toEqual(['finished', '[1] met\n']);
    }
  });

  it('goes on with jobs after a restart, and loses no line', async () => {
    const server = await on.startServer();
    const gate = join(server.data, 'gate');
    const { id } = await submitJob(
      server,
      `echo one; while ! test -e "$GATE"; do sleep 0.1; done; echo two; mkdir -p outputs; echo 1 > outputs/x.txt`,
      { environmentVariables: { GATE: gate } }
    );
    await jobWhen(server, id, job => job.state === 'running');
    await server.restart();
    await writeFile(gate, '');
    const job = await whenEnded(server, id);
    expect(job).toMatchObject({ state: 'finished', attempt: 1 });
    expect(await logOf(server, job)).toBe('one\ntwo\n');
    const run = await server.client.runs.get({ params: { ...here, run: job.run } });
    expect(run.artifacts.map(artifact => artifact.path)).toEqual(['outputs/x.txt']);
  });

  it('stays when its cluster is deleted, whose name is free then', async () => {
    const server = await on.startServer();
    const place = { ...here, cluster: 'short' };
    const create = () =>
      server.client.clusters.create({ params: here, body: { name: 'short', driver: 'process' } });
    const first = await create();
    const job = await submitJob(server, 'sleep 60', { cluster: 'short' });
    await expect(server.client.clusters.delete({ params: place })).rejects.toMatchObject({
      code: 'in-use'
    });
    await server.client.jobs.cancel({ params: { ...here, job: job.id } });
    await whenEnded(server, job.id);
    await server.client.clusters.delete({ params: place });
    const { items } = await server.client.clusters.list({ params: here, query: {} });
    expect(items.map(({ name }) => name)).not.toContain('short');
    const kept = await server.client.jobs.get({ params: { ...here, job: job.id } });
    expect(kept.cluster).toEqual({ id: first.id, name: 'short' });
    await expect(
      server.client.jobs.resubmit({ params: { ...here, job: job.id }, body: { secrets: {} } })
    ).rejects.toMatchObject({ code: 'not-found' });
    expect((await create()).id).not.toBe(first.id);
    await server.client.jobs.delete({ params: { ...here, job: job.id } });
    await server.client.clusters.delete({ params: place });
  });

  it('is the same job when it is sent again', async () => {
    const server = await on.startServer();
    const id = 'a'.repeat(32);
    await submitJob(server, 'true', { id } as object);
    await submitJob(server, 'true', { id } as object);
    expect((await server.client.jobs.list({ params: here, query: {} })).total).toBe(1);
    await whenEnded(server, id);
  });

  it('refuses what could never start', async () => {
    const server = await on.startServer();
    const refused = async (more: object, message: string): Promise<void> => {
      await expect(submitJob(server, 'true', more)).rejects.toMatchObject({
        code: 'invalid-input',
        message
      });
    };
    await refused(
      { nodes: 60 },
      expect.stringMatching(/^“local” has at most \d+ nodes?, and the job wants 60\.$/)
    );
    await refused({ image: 'python:3' }, '“local” runs processes: they have no image.');
    await refused(
      { program: { type: 'script', path: 'main.py' } },
      'The job runs “main.py”, but has no code.'
    );
    const code = await server.client.blobs.upload({
      query: {},
      body: archive({ 'src/main.py': 'print(1)' })
    });
    await refused(
      { program: { type: 'script', path: 'main.py' }, code: { sha256: code.sha256 } },
      'The code of the job has no file “main.py”.'
    );
    await refused(
      { program: { type: 'command', command: 'echo ${{params.no}}' } },
      '${{params.no}} names none of the params of the job.'
    );
    await refused({ code: { folder: '/etc' } }, 'The code of the job lies outside of your files.');
    await expect(submitJob(server, 'true', { inputs: { x: 'nothing' } })).rejects.toMatchObject({
      code: 'not-found'
    });
  });
});
