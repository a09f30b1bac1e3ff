import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { displaySymbol } from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import { createStudio } from '../studio/index.ts';
import type { Studio } from '../studio/index.ts';
import { buildKernel, startRealServer } from '../testing/index.ts';
import type { RealServer } from '../testing/index.ts';
import { createCellMagics } from './index.ts';
import type { MagicContext } from './index.ts';

/** The magics, and the objects that they answer, against the server itself. */
let data: string;
let server: RealServer;
let studio: Studio;
const variables: Record<string, unknown> = {};

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'atelier-magics-'));
  server = await startRealServer(data);
  studio = createStudio({ dataFolder: data, kernel: buildKernel().door, warn: () => {} });
}, 30_000);
afterAll(async () => {
  await studio.sender.stop();
  studio.connection.close();
  await server.kill();
  rmSync(data, { recursive: true, force: true });
});

function context(args: string, more: Partial<MagicContext> = {}): MagicContext {
  return {
    args,
    cell: { id: 'cell', source: `%x ${args}`, executionCount: 1, notebook: 'work/my tour.ipynb' },
    display: () => {},
    globals: {
      get: name => variables[name],
      has: name => name in variables,
      set: (name, value) => {
        variables[name] = value;
      },
      evaluate: expression => Promise.resolve(runInNewContext(expression, variables))
    },
    signal: new AbortController().signal,
    ...more
  };
}

async function magic(line: string, more?: Partial<MagicContext>): Promise<unknown> {
  const [, name, args] = /^%+(\w+)\s*(.*)$/s.exec(line) ?? [];
  const found = createCellMagics(() => studio).magics.find(one => one.name === name);
  return await found?.run(context(args, more));
}

const text = (value: unknown) => (value as Displayable)[displaySymbol]()['text/plain'];

async function runs() {
  const params = { workspace: '~' };
  return (await studio.connection.client.runs.list({ params, query: {} })).items;
}

describe('%%track and %log', () => {
  it('make a run of a cell, and keep its value', async () => {
    variables.score = 0.5;
    const value = await magic('%%track --name "first try"', {
      body: async () => {
        await magic('%log auc=(score + 0.3) loss=score kind="boosting" --step 2 + 1');
        return 'the value';
      }
    }).catch((error: unknown) => error);
    // A step of several words needs brackets.
    expect(value).toMatchObject({ code: 'invalid-input', remedy: expect.stringMatching(/%log/) });
    const kept = await magic('%%track --name "second try"', {
      body: async () => {
        await magic('%log auc=(score + 0.3) loss=score kind="boosting" --step (2 + 1)');
        return 'the value';
      }
    });
    expect(kept).toBe('the value');
    const [second, first] = await runs();
    expect(first).toMatchObject({ name: 'first try', status: 'failed' });
    expect(second).toMatchObject({
      name: 'second try',
      experimentName: 'my tour',
      status: 'finished',
      params: { kind: 'boosting' },
      metrics: { auc: { last: 0.8, step: 3 }, loss: { last: 0.5 } }
    });
  });

  it('end the run as killed when the cell is interrupted', async () => {
    const interrupt = new AbortController();
    const body = () => {
      interrupt.abort();
      return Promise.reject(new Error('interrupted'));
    };
    const cell = magic('%%track stopped', { body, signal: interrupt.signal });
    await expect(cell).rejects.toThrow('interrupted');
    expect((await runs())[0]).toMatchObject({ experimentName: 'stopped', status: 'killed' });
  });

  it('tell how they are used', async () => {
    await expect(magic('%%track --nam x')).rejects.toMatchObject({
      message: 'There is no option --nam.',
      remedy: expect.stringMatching(/%%track \[--experiment/)
    });
    await expect(magic('%log')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(magic('%log auc=1')).rejects.toMatchObject({
      code: 'not-running',
      remedy: expect.stringMatching(/%run start/)
    });
  });
});

describe('%run', () => {
  it('keeps a run open over cells, and lists runs with their metrics', async () => {
    await magic('%run start --experiment steps --name long');
    await magic('%log auc=0.75');
    expect(text(await magic('%run status'))).toMatch(/steps +long/);
    expect(await magic('%run end')).toBe('Run long has ended as finished.');
    expect(text(await magic('%run'))).toMatch(
      /No run is open.\nAll that was logged is on the server/
    );
    expect(text(await magic('%run list --experiment steps'))).toMatch(
      /steps +long +finished .*0\.75/
    );
    await expect(magic('%run end')).rejects.toMatchObject({ code: 'not-running' });
    await expect(magic('%run away')).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('%data', () => {
  const patients = [
    { age: 50, name: 'Ada, "the first"', pos: true, mass: 33.6 },
    { age: 31, name: 'line\nbreak', pos: false, mass: null }
  ];

  it('saves rows, opens them as they were, and lists datasets', async () => {
    variables.patients = patients;
    await magic('%data save patients --name people --description "two of them"');
    const opened = await magic('%data people:1 --as again');
    expect(variables.again).toEqual(patients);
    expect(text(opened)).toMatch(/people:1\n2 rows × 4 columns/);
    expect(text(await magic('%data'))).toMatch(/people +1 +2 .*two of them/);
  });

  it('saves a file, once however often', async () => {
    const file = join(data, 'table.csv');
    writeFileSync(file, 'a,b\n1,NA\n2,x\n');
    await magic(`%data save ${file} --name table`);
    const twice = await studio.datasets.save('table', file);
    expect(twice.version).toBe(1);
    expect(await twice.rows()).toEqual([
      { a: 1, b: null },
      { a: 2, b: 'x' }
    ]);
    expect(Buffer.from(await twice.bytes()).toString()).toBe('a,b\n1,NA\n2,x\n');
    expect(text(await twice.statistics())).toMatch(/b +string +1 +1/);
  });

  it('says what is wrong', async () => {
    await expect(magic('%data save nothing.csv --name x')).rejects.toMatchObject({
      message: 'The file nothing.csv cannot be read.'
    });
    await expect(magic('%data nowhere')).rejects.toMatchObject({ code: 'not-found' });
    await expect(magic('%data people:first')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(magic('%data save people')).rejects.toMatchObject({ code: 'invalid-input' });
    variables.number = 3;
    await expect(magic('%data save number --name x')).rejects.toMatchObject({
      message: 'The variable number holds no rows.'
    });
  });
});

describe('%model and %deploy', () => {
  /** ONNX: sum = a + b, one number a row each. */
  const sum =
    'CAg6WwoQCgFhCgFiEgNzdW0iA0FkZBIDc3VtWhQKAWESDwoNCAESCQoDEgFOCgIIAVoUCgFiEg8KDQgBEgkKAxIBTgoCCAFiFgoDc3VtEg8KDQgBEgkKAxIBTgoCCAFCBAoAEBE=';

  it('register a file and an artifact of a run, and move an alias', async () => {
    const file = join(data, 'sum.onnx');
    writeFileSync(file, Buffer.from(sum, 'base64'));
    const first = await magic(`%model register ${file} --name sum --alias production`);
    expect(text(first)).toMatch(/Model sum:1[^]*production[^]*a, b/);
    await magic('%run start --experiment adding');
    await studio.tracker.activeRun()?.artifact(file, 'models/sum.onnx');
    await magic('%model register models/sum.onnx --run --name sum');
    await magic('%run end');
    expect(text(await magic('%model alias sum:2 production'))).toMatch(/Model sum:2[^]*production/);
    expect(text(await magic('%model list'))).toMatch(/sum +2 +production → 2/);
    const version = await studio.models.get('sum@production');
    expect(version.runId).toBe((await runs())[0].id);
    expect(Buffer.from(await version.bytes()).toString('base64')).toBe(sum);
  }, 30_000);

  it('serve a model, score rows, take a new version over, and stop', async () => {
    const deployed = await magic('%deploy sum:1 --name adder');
    expect(text(deployed)).toMatch(/Endpoint adder[^]*running[^]*sum:1/);
    expect(text(await magic('%deploy score adder [{ a: 1, b: 2 }, { a: 3, b: 4 }]'))).toBe(
      'sum\n3\n7'
    );
    const endpoint = await studio.endpoints.deploy('adder', 'sum@production');
    expect(endpoint.model).toBe('sum:2');
    expect(await endpoint.score({ a: 40, b: 2 })).toEqual({ sum: 42 });
    expect(endpoint.curl({ a: 1, b: 2 })).toMatch(
      /--unix-socket .*\/endpoints\/default\/adder\/score/
    );
    expect(endpoint.curl()).not.toContain(await endpoint.key());
    await expect(endpoint.score({ a: 'x', b: 1 })).rejects.toMatchObject({
      name: 'AtelierError'
    });
    expect(text(await magic('%deploy list'))).toMatch(/adder +running +sum:2/);
    expect(text(await magic('%deploy stop adder'))).toMatch(/stopped/);
    expect((await studio.endpoints.deploy('adder', 'sum')).state).toBe('running');
    await endpoint.delete();
  }, 60_000);

  it('say what is wrong', async () => {
    await expect(magic('%deploy missing')).rejects.toMatchObject({ code: 'not-found' });
    await expect(magic('%deploy')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(magic('%deploy score adder')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(magic('%model register x.onnx')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(magic('%model a:b:c')).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('without a server', () => {
  it('every call that needs one says what to do', async () => {
    const alone = createStudio({ dataFolder: join(data, 'alone'), warn: () => {} });
    await expect(alone.datasets.list()).rejects.toMatchObject({
      code: 'server-unreachable',
      remedy: expect.stringMatching(/atelier server/)
    });
  });
});
