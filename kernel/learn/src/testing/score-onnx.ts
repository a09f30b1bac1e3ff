/** Scores an ONNX file in a process of its own: the runtime's tensors do not pass Jest's realms. */
import { InferenceSession, Tensor } from 'onnxruntime-node';

interface Request {
  readonly path: string;
  readonly rows: number;
  readonly inputs: readonly { name: string; type: string; values: (number | string | null)[] }[];
}

const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { path, rows, inputs }: Request = JSON.parse(Buffer.concat(chunks).toString());
const session = await InferenceSession.create(path, { logSeverityLevel: 3 });
const feeds = Object.fromEntries(
  inputs.map(({ name, type, values }) => [
    name,
    type === 'numeric'
      ? new Tensor(
          'float32',
          Float32Array.from(values, value => Number(value ?? NaN)),
          [rows, 1]
        )
      : new Tensor('string', values.map(String), [rows, 1])
  ])
);
const outputs = await session.run(feeds);
const plain = Object.entries(outputs).map(([name, { type, dims, data }]) => [
  name,
  {
    type,
    dims,
    data: Array.from(data as ArrayLike<unknown>, each =>
      typeof each === 'bigint' ? Number(each) : each
    )
  }
]);
process.stdout.write(JSON.stringify(Object.fromEntries(plain)));
