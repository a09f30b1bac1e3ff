import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './stamps.mjs';

/** By which MLflow finds what is to be done when it is imported in a job. */
const ENTRY_POINTS = `[mlflow.run_context_provider]
atelier = atelier.job_context:JobContext

[mlflow.request_auth_provider]
atelier = atelier.job_context:StudioLogin
`;

/** A folder for the search path of any Python: the package, and what says so of a package. */
export function lendPython(folder) {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  rmSync(folder, { recursive: true, force: true });
  cpSync(path.join(root, 'server/jupyter/atelier'), path.join(folder, 'atelier'), {
    recursive: true,
    filter: source => path.basename(source) !== '__pycache__'
  });
  const about = path.join(folder, `atelier_lent-${version}.dist-info`);
  mkdirSync(about);
  writeFileSync(
    path.join(about, 'METADATA'),
    `Metadata-Version: 2.1\nName: atelier-lent\nVersion: ${version}\n`
  );
  writeFileSync(path.join(about, 'entry_points.txt'), ENTRY_POINTS);
}
