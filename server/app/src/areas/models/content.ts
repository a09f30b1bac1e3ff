import { AtelierError } from '@atelier-ml/api';
import type { MetricValue, ModelSource, RunDetail } from '@atelier-ml/api';
import type { z } from 'zod';
import type { Scoring } from '../../drivers/scoring/scoring.ts';
import type { Storage } from '../../drivers/storage/index.ts';
import type { ModelVersionRow } from './models.store.ts';

/** What models ask of runs. */
export interface RunLookup {
  /** @throws AtelierError `not-found` */
  get(place: { workspace: string; run: string }): Promise<Pick<RunDetail, 'artifacts' | 'metrics'>>;
}

type Content = Pick<
  ModelVersionRow,
  'format' | 'filename' | 'sha256' | 'size' | 'signature' | 'metadata' | 'run_id' | 'metrics'
>;

/** What only MLflow's clients say of a version. */
export const NOT_OF_MLFLOW = {
  source: null,
  run_link: null,
  stage: null,
  tags: null,
  logged_model_id: null,
  updated_at: null
} as const;

interface Found {
  sha256: string;
  filename: string;
  runId: string | null;
  metrics: Record<string, MetricValue>;
}

async function locate(
  workspace: string,
  source: z.infer<typeof ModelSource>,
  path: string,
  runs: RunLookup
): Promise<Found> {
  if ('sha256' in source) {
    return { ...source, runId: null, metrics: {} };
  }
  const run = await runs.get({ workspace, run: source.runId });
  const artifact = run.artifacts.find(candidate => candidate.path === source.path);
  if (!artifact) {
    const known = run.artifacts.slice(0, 20).map(candidate => candidate.path);
    throw new AtelierError('not-found', `The run has no artifact “${source.path}”.`, {
      remedy: known.length
        ? `Its artifacts are ${known.join(', ')}.`
        : 'Log the model as an artifact of the run first.',
      fields: [{ path: `${path}.source.path`, message: 'is no artifact of the run' }]
    });
  }
  const metrics = Object.entries(run.metrics).map(([key, { last }]) => [key, last]);
  return {
    sha256: artifact.sha256,
    filename: source.path.split('/').at(-1)!,
    runId: source.runId,
    metrics: Object.fromEntries(metrics) as Found['metrics']
  };
}

/**
 * Finds a model file and reads its signature. `path`: where its source stands in the request.
 * @throws AtelierError `invalid-content` when a file named `.onnx` is no such model
 */
export async function readModelFile(
  workspace: string,
  source: z.infer<typeof ModelSource>,
  path: string,
  { runs, scoring, storage }: { runs: RunLookup; scoring: Scoring; storage: Storage }
): Promise<Content> {
  const { filename, metrics, runId, sha256 } = await locate(workspace, source, path, runs);
  const blob = await storage.claim(sha256);
  if (!blob) {
    throw new AtelierError('invalid-input', `There is no uploaded content ${sha256}.`, {
      remedy: 'Upload the file to /api/blobs first, and use the SHA-256 that it answers.',
      fields: [{ path: `${path}.source`, message: 'is not uploaded' }]
    });
  }
  const onnx = filename.toLowerCase().endsWith('.onnx');
  const described = onnx ? await scoring.describe(await storage.localFile(sha256)) : null;
  return {
    format: onnx ? 'onnx' : 'file',
    filename,
    sha256,
    size: blob.size,
    signature: described && JSON.stringify(described.signature),
    metadata: JSON.stringify(described?.metadata ?? {}),
    run_id: runId,
    metrics: JSON.stringify(metrics)
  };
}
