import type { Model, ModelVersion } from '@atelier-ml/api';
import type { FieldSpec, FormValues, SubmitContext } from '@atelier-ml/ui';
import { showFormDialog } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ModelServices } from './services.ts';

/** An artifact of a run that is to become a model version. */
export interface RunArtifact {
  runId: string;
  path: string;
}

/** Text of a field that holds one JSON object, or nothing. */
export function parseExample(text: unknown): Record<string, never> | undefined {
  const trimmed = String(text ?? '').trim();
  return trimmed ? JSON.parse(trimmed) : undefined;
}

/** What is wrong with the text of an example, as a sentence. */
export function exampleFinding(text: unknown, trans: TranslationBundle): string | undefined {
  try {
    const value: unknown = parseExample(text);
    const fits = value === undefined || (typeof value === 'object' && !Array.isArray(value));
    return fits && value !== null
      ? undefined
      : trans.__('Write one row as a JSON object, e.g. {"glucose": 148}.');
  } catch (error) {
    return trans.__('This is not JSON: %1', (error as Error).message);
  }
}

function versionFields(trans: TranslationBundle, artifact: RunArtifact | undefined): FieldSpec[] {
  return [
    ...(artifact
      ? []
      : [
          {
            name: 'file',
            kind: 'file',
            label: trans.__('Model file'),
            required: true,
            help: trans.__('ONNX files can be deployed; any other file is kept as it is.')
          } as const
        ]),
    { name: 'description', kind: 'textarea', label: trans.__('Description') },
    {
      name: 'example',
      kind: 'textarea',
      label: trans.__('Example input'),
      monospace: true,
      help: trans.__('One row as a JSON object. It fills the test form of an endpoint.'),
      validate: text => exampleFinding(text, trans)
    }
  ];
}

async function versionBody(
  { client }: ModelServices,
  artifact: RunArtifact | undefined,
  values: FormValues,
  { onProgress, signal }: SubmitContext
) {
  return {
    source: artifact ?? (await uploadedFile()),
    description: String(values.description ?? ''),
    example: parseExample(values.example)
  };

  async function uploadedFile() {
    const file = values.file as File;
    const { sha256 } = await client.upload(file, { onProgress, signal });
    return { sha256, filename: file.name };
  }
}

/** Asks for a name and registers a new model from a file, or from an artifact of a run. */
export function registerModel(
  services: ModelServices,
  workspace: string,
  artifact?: RunArtifact
): Promise<Model | null> {
  const { client, trans } = services;
  return showFormDialog({
    trans,
    title: artifact
      ? trans.__('Register “%1” as a model', artifact.path)
      : trans.__('Register a model'),
    accept: trans.__('Register'),
    fields: [
      {
        name: 'name',
        kind: 'text',
        label: trans.__('Name'),
        required: true,
        maximumLength: 128,
        help: trans.__('A name that is registered already gets a further version.')
      },
      ...versionFields(trans, artifact)
    ],
    submit: async (values, context) => {
      const name = String(values.name).trim();
      const version = await versionBody(services, artifact, values, context);
      const known = await findModel(services, workspace, name);
      if (!known) {
        return client.api.models.create({ params: { workspace }, body: { name, version } });
      }
      await client.api.models.versions.create({
        params: { workspace, model: known.id },
        body: version
      });
      return known;
    }
  });
}

/** Asks for the content of a further version of a model. */
export function registerVersion(
  services: ModelServices,
  params: { workspace: string; model: string },
  name: string
): Promise<ModelVersion | null> {
  const { client, trans } = services;
  return showFormDialog({
    trans,
    title: trans.__('New version of “%1”', name),
    accept: trans.__('Register'),
    fields: versionFields(trans, undefined),
    submit: async (values, context) =>
      client.api.models.versions.create({
        params,
        body: await versionBody(services, undefined, values, context)
      })
  });
}

async function findModel(
  { client }: ModelServices,
  workspace: string,
  name: string
): Promise<Model | undefined> {
  const page = await client.api.models.list({
    params: { workspace },
    query: { search: name, limit: 1000 }
  });
  return page.items.find(model => model.name === name);
}
