import type { RunDetail } from '@atelier-ml/api';
import { languageOf } from '../runs/index.ts';

/** Where an artifact lies, as other clients name it too. */
export const artifactUri = (run: Pick<RunDetail, 'id'>, path: string): string =>
  `runs:/${run.id}/${path}`;

/** The cell that fetches an artifact, in the language that the run was logged in. */
export function artifactCode(
  run: Pick<RunDetail, 'id' | 'workspaceId' | 'environment'>,
  path: string
): string {
  if (languageOf(run.environment) === 'python') {
    return [
      'import mlflow',
      '',
      `local_path = mlflow.artifacts.download_artifacts(${JSON.stringify(artifactUri(run, path))})`,
      'local_path'
    ].join('\n');
  }
  const params = { workspace: run.workspaceId, run: run.id, path };
  return [
    'const artifact = await atelier.client().runs.artifact({',
    `  params: ${JSON.stringify(params)}`,
    '});',
    'const content = new Uint8Array(await artifact.arrayBuffer());',
    'content.length'
  ].join('\n');
}
