import { datasetReferences } from './areas/datasets/index.ts';
import { artifactReferences } from './areas/experiments/index.ts';
import { jobReferences, scheduleReferences } from './areas/jobs/index.ts';
import { loggedModelReferences } from './areas/mlflow/index.ts';
import { modelReferences } from './areas/models/index.ts';
import { uploadReferences } from './areas/uploads/index.ts';

/** All that may refer to content of the blob store: what none of them names is free. */
export const references = [
  uploadReferences,
  datasetReferences,
  jobReferences,
  scheduleReferences,
  ...modelReferences,
  artifactReferences,
  loggedModelReferences
];
