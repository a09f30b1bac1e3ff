import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { companionFile } from '../../companion.ts';
import { exampleModelFile } from '../../testing/index.ts';
import type { ExampleModel } from '../../testing/index.ts';
import { sendOver } from '../../testing/server.ts';
import { createOnnxScoring } from './index.ts';
import type { Deployment, Scoring } from './index.ts';

let scoring: Scoring;
beforeEach(() => {
  scoring = createOnnxScoring({ scorerFile: companionFile('scorer') });
});
afterEach(() => scoring.close());

async function serve(example: ExampleModel): Promise<Deployment> {
  const deployment = scoring.start({
    modelFile: exampleModelFile(example),
    name: example,
    version: 3,
    log: () => undefined
  });
  await deployment.ready;
  return deployment;
}

async function ask({ socket }: Deployment, path: string, body?: unknown) {
  const response = await sendOver(socket, path, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) })
  });
  return { status: response.status, body: await response.json() };
}

const tensor = (data: unknown[], shape = [data.length, 1]) => ({
  inputs: [{ name: 'x', datatype: 'FP32', shape, data }]
});

describe('scoring', () => {
  it('describes a model and refuses a file that is none', async () => {
    const described = await scoring.describe(exampleModelFile('matrix'));
    expect(described.signature.inputs).toEqual([{ name: 'x', datatype: 'FP32', shape: [-1, 3] }]);
    expect(described.metadata.feature_names).toBe('["a","b","c"]');
    const folder = await mkdtemp(join(tmpdir(), 'atelier-scoring-'));
    await writeFile(join(folder, 'a.onnx'), 'not a model');
    await expect(scoring.describe(join(folder, 'a.onnx'))).rejects.toMatchObject({
      code: 'invalid-content',
      message: expect.not.stringContaining(folder)
    });
    await rm(folder, { recursive: true });
  });

  it('follows the Open Inference Protocol', async () => {
    const deployment = await serve('matrix');
    expect((await ask(deployment, '/v2/health/ready')).body).toEqual({ ready: true });
    expect((await ask(deployment, '/v2')).body).toMatchObject({ version: '2', extensions: [] });
    expect((await ask(deployment, '/v2/models/matrix/versions/3')).body).toEqual({
      name: 'matrix',
      versions: ['3'],
      platform: 'onnxruntime_onnx',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 3] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 1] }]
    });
    const inferred = await ask(deployment, '/v2/models/matrix/infer', {
      id: 'request 1',
      outputs: [{ name: 'y' }],
      ...tensor(
        [
          [1, 2, 3],
          [0, 0, 1]
        ],
        [2, 3]
      )
    });
    expect(inferred).toEqual({
      status: 200,
      body: {
        model_name: 'matrix',
        model_version: '3',
        id: 'request 1',
        outputs: [{ name: 'y', datatype: 'FP32', shape: [2, 1], data: [321, 100] }]
      }
    });
  });

  it.each<[what: string, path: string, body: unknown, status: number]>([
    ['another model', '/v2/models/other/infer', tensor([1, 2, 3], [1, 3]), 404],
    ['another version', '/v2/models/matrix/versions/4/infer', tensor([1, 2, 3], [1, 3]), 404],
    ['another shape', '/v2/models/matrix/infer', tensor([1, 2], [1, 2]), 400],
    ['too few elements', '/v2/models/matrix/infer', tensor([1, 2], [1, 3]), 400],
    ['text for numbers', '/v2/models/matrix/infer', tensor(['1', 2, 3], [1, 3]), 400],
    ['no inputs', '/v2/models/matrix/infer', {}, 400],
    ['no JSON', '/v2/models/matrix/infer', '{', 400],
    ['GET where POST belongs', '/v2/models/matrix/infer', undefined, 405]
  ])('answers %s with an error of the protocol', async (_, path, body, status) => {
    const answer = await ask(await serve('matrix'), path, body);
    expect(answer).toEqual({ status, body: { error: expect.any(String) } });
  });

  it('scores rows by the names of the features, also as MLflow sends them', async () => {
    const deployment = await serve('matrix');
    const rows = [
      { a: 1, b: 2, c: 3 },
      { a: 1, b: null, c: 0 }
    ];
    expect((await ask(deployment, '/score', { inputs: rows })).body).toMatchObject({
      outputs: [{ y: 321 }, { y: null }],
      model: { name: 'matrix', version: 3 }
    });
    const split = { columns: ['c', 'b', 'a'], data: [[3, 2, 1]] };
    for (const body of [
      { dataframe_split: split },
      { dataframe_records: [rows[0]] },
      { inputs: { a: [1], b: [2], c: [3] } }
    ]) {
      expect((await ask(deployment, '/invocations', body)).body).toEqual({
        predictions: [{ y: 321 }]
      });
    }
  });

  it('answers each of many simultaneous requests with its own rows', async () => {
    const deployment = await serve('matrix');
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, a) =>
        ask(deployment, '/score', {
          inputs: [
            { a, b: 0, c: 0 },
            { a: -a, b: 0, c: 0 }
          ]
        })
      )
    );
    answers.forEach(({ body }, a) => {
      expect(body.outputs.map((row: { y: number }) => row.y + 0)).toEqual([a, -a + 0]);
    });
  });

  it('does not run rows together in a model that mixes them', async () => {
    const deployment = await serve('mixing');
    const answers = await Promise.all(
      [1, 5, 9].map(x => ask(deployment, '/score', { inputs: [{ x }] }))
    );
    expect(answers.map(({ body }) => body.outputs)).toEqual([[{ y: 0 }], [{ y: 0 }], [{ y: 0 }]]);
  });

  it('refuses a request that is too large and goes on', async () => {
    const deployment = await serve('matrix');
    const large = await ask(deployment, '/score', ' '.repeat(33 * 1024 * 1024));
    expect(large).toMatchObject({ status: 413, body: { error: { code: 'too-large' } } });
    expect((await ask(deployment, '/v2/health/live')).status).toBe(200);
  });

  it('tells how a deployment ended that was killed', async () => {
    const deployment = await serve('matrix');
    process.kill(deployment.pid!, 'SIGKILL');
    expect(await deployment.exited).toBe('was ended by SIGKILL');
  });
});
