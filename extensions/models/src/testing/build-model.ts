import type { Model, ModelVersion } from '@atelier-ml/api';

export function buildModelVersion(given: Partial<ModelVersion> = {}): ModelVersion {
  return {
    modelId: '4'.repeat(32),
    modelName: 'diabetes',
    version: 1,
    format: 'onnx',
    filename: 'model.onnx',
    sha256: 'a'.repeat(64),
    size: 4096,
    signature: {
      inputs: [{ name: 'glucose', datatype: 'FP32', shape: [-1, 1] }],
      outputs: [{ name: 'label', datatype: 'BYTES', shape: [-1] }]
    },
    metadata: {},
    runId: null,
    metrics: {},
    example: null,
    description: '',
    aliases: [],
    createdAt: 0,
    ...given
  };
}

export function buildModel(given: Partial<Model> = {}): Model {
  return {
    id: '4'.repeat(32),
    workspaceId: '0'.repeat(32),
    name: 'diabetes',
    description: '',
    tags: {},
    aliases: {},
    versionCount: 1,
    latest: buildModelVersion(),
    createdAt: 0,
    updatedAt: 0,
    ...given
  };
}
