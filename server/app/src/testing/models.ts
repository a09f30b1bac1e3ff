import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Model, ModelVersion } from '@atelier-ml/api';
import type { TestServer } from './server.ts';

/** See models/README.md for what they compute. */
export type ExampleModel = 'patients' | 'matrix' | 'mixing';

export const exampleModelFile = (name: ExampleModel): string =>
  join(import.meta.dirname, 'models', `${name}.onnx`);

/** The blob of an example model, uploaded. */
export async function uploadModel({ client }: TestServer, example: ExampleModel): Promise<string> {
  const body = new Uint8Array(await readFile(exampleModelFile(example)));
  return (await client.blobs.upload({ query: {}, body })).sha256;
}

/** Registers an example model in the active workspace. */
export async function buildModel(
  server: TestServer,
  { example = 'patients' as ExampleModel, name = example as string, aliases = [] as string[] } = {}
): Promise<Model> {
  const source = { sha256: await uploadModel(server, example), filename: `${example}.onnx` };
  return server.client.models.create({
    params: { workspace: '~' },
    body: { name, version: { source, aliases } }
  });
}

/** Adds a version to a registered model. */
export async function buildModelVersion(
  server: TestServer,
  { model = 'patients', example = 'patients' as ExampleModel } = {}
): Promise<ModelVersion> {
  const source = { sha256: await uploadModel(server, example), filename: `${example}.onnx` };
  return server.client.models.versions.create({
    params: { workspace: '~', model },
    body: { source }
  });
}
