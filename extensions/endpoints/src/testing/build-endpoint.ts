import type { Endpoint } from '@atelier-ml/api';

export function buildEndpoint(given: Partial<Endpoint> = {}): Endpoint {
  return {
    id: '5'.repeat(32),
    workspaceId: '0'.repeat(32),
    name: 'diabetes',
    description: '',
    state: 'running',
    deployment: {
      id: '6'.repeat(32),
      modelName: 'diabetes',
      modelVersion: 1,
      state: 'running',
      error: null,
      createdAt: 0,
      startedAt: 0
    },
    signature: {
      inputs: [
        { name: 'glucose', datatype: 'FP32', shape: [-1, 1] },
        { name: 'pregnant', datatype: 'INT64', shape: [-1, 1] },
        { name: 'ward', datatype: 'BYTES', shape: [-1, 1] }
      ],
      outputs: [{ name: 'label', datatype: 'BYTES', shape: [-1] }]
    },
    example: { glucose: 148, pregnant: 6, ward: "St. John's" },
    scoringPath: '/endpoints/default/diabetes/score',
    inferencePath: '/endpoints/default/diabetes/v2',
    createdAt: 0,
    updatedAt: 0,
    ...given
  };
}
