import type { Dataset, DatasetVersion } from '@atelier-ml/api';

export function buildDatasetVersion(given: Partial<DatasetVersion> = {}): DatasetVersion {
  return {
    datasetId: '1'.repeat(32),
    version: 1,
    format: 'csv',
    filename: 'diabetes.csv',
    sha256: 'a'.repeat(64),
    size: 2048,
    rowCount: 768,
    columns: [
      { name: 'glucose', type: 'integer' },
      { name: 'diabetes', type: 'string' }
    ],
    note: '',
    createdAt: 0,
    ...given
  };
}

export function buildDataset(given: Partial<Dataset> = {}): Dataset {
  return {
    id: '1'.repeat(32),
    workspaceId: '0'.repeat(32),
    name: 'diabetes',
    description: '',
    tags: {},
    versionCount: 1,
    latest: buildDatasetVersion(),
    createdAt: 0,
    updatedAt: 0,
    ...given
  };
}
