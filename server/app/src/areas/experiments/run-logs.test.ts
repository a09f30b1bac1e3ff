import { buildRunLogger, describeOnEachDatabase, metric, start } from '../../testing/index.ts';
import type { LoggedEntry } from '../../testing/runs.ts';

const said = (text: string, stream: 'stdout' | 'stderr' = 'stdout'): LoggedEntry => ({
  type: 'log',
  stream,
  text
});

describeOnEachDatabase('the log of a run', on => {
  it('gives back what was written, in order, with only what is newer after a position', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    const params = { workspace: 'default', run: logger.run };
    await logger.log(start(), said('epoch 1\n'), metric('loss', 1), said('warning\n', 'stderr'));
    const first = await server.client.runs.log({ params, query: {} });
    expect(first.chunks.map(({ stream, text }) => [stream, text])).toEqual([
      ['stdout', 'epoch 1\n'],
      ['stderr', 'warning\n']
    ]);
    expect(first.more).toBe(false);
    await logger.log(said('epoch 2\n'));
    const next = await server.client.runs.log({ params, query: { after: first.position } });
    expect(next.chunks.map(chunk => chunk.text)).toEqual(['epoch 2\n']);
    expect(
      (await server.client.runs.log({ params, query: { after: next.position } })).chunks
    ).toEqual([]);
    const errors = await server.client.runs.log({ params, query: { stream: 'stderr' } });
    expect(errors.chunks.map(chunk => chunk.text)).toEqual(['warning\n']);
    const file = await server.client.runs.logFile({ params });
    expect(await file.text()).toBe('epoch 1\nwarning\nepoch 2\n');
    expect(file.headers.get('content-disposition')).toContain('.log.txt');
  });

  it('reads long logs page by page, forward and from the end', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    const params = { workspace: 'default', run: logger.run };
    logger.add(start());
    const lines = Array.from({ length: 3_000 }, (_, index) => `line ${index} ${'x'.repeat(50)}\n`);
    logger.add(...lines.map(line => said(line)));
    await logger.send(1, 1_500);
    await logger.send(1_501);
    const read: string[] = [];
    let position = 0;
    for (let more = true; more;) {
      const page = await server.client.runs.log({ params, query: { after: position, limit: 700 } });
      read.push(...page.chunks.map(chunk => chunk.text));
      ({ more, position } = page);
    }
    expect(read).toEqual(lines);
    const back: string[] = [];
    let before = 1_000_000;
    for (let more = true; more;) {
      const page = await server.client.runs.log({ params, query: { before, limit: 900 } });
      back.unshift(...page.chunks.map(chunk => chunk.text));
      ({ more, position: before } = page);
    }
    expect(back).toEqual(lines);
  });

  it('finds lines whatever their case, and those that were written in pieces', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    const params = { workspace: 'default', run: logger.run };
    await logger.log(
      start(),
      said('loading\nError: no GPU\nret'),
      said('other stream\n', 'stderr'),
      said('rying error'),
      said(' twice\nend, without a line break: ERROR')
    );
    const { chunks } = await server.client.runs.log({ params, query: { search: 'error' } });
    expect(chunks.map(chunk => chunk.text)).toEqual([
      'Error: no GPU\n',
      'retrying error twice\n',
      'end, without a line break: ERROR'
    ]);
  });

  it('is not told to another workspace', async () => {
    const server = await on.startServer();
    const logger = buildRunLogger(server);
    await logger.log(start(), said('secret\n'));
    await server.client.workspaces.create({ body: { name: 'other' } });
    const params = { workspace: 'other', run: logger.run };
    await expect(server.client.runs.log({ params, query: {} })).rejects.toMatchObject({
      code: 'not-found'
    });
    await expect(server.client.runs.logFile({ params })).rejects.toMatchObject({
      code: 'not-found'
    });
  });
});
