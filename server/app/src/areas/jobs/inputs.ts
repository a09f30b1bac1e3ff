import { AtelierError } from '@atelier-ml/api';
import type { User } from '../../http/index.ts';
import type { Datasets } from '../datasets/index.ts';

/** A version of a dataset that a job is given. */
export interface JobInput {
  name: string;
  dataset: string;
  datasetId?: string;
  version: number;
  filename: string;
  sha256: string;
}

const FORM = /^(?:atelier:\/\/([^/]+)\/datasets\/)?([^:@]+?)(?::(\d+|latest)|@latest)?$/;

/** Finds the versions that a job names, so that they stay the same whenever it runs. */
export async function resolveInputs(
  datasets: Pick<Datasets, 'getVersion' | 'get'>,
  workspace: string,
  inputs: Record<string, string>,
  user: User
): Promise<JobInput[]> {
  return Promise.all(
    Object.entries(inputs).map(async ([name, text]): Promise<JobInput> => {
      const [, elsewhere, asset, version] = FORM.exec(text) ?? wrongForm(name, text);
      // Only in addresses are names encoded.
      const place =
        elsewhere === undefined
          ? { workspace, dataset: asset! }
          : { workspace: decoded(elsewhere), dataset: decoded(asset!) };
      const number = version === undefined || version === 'latest' ? 'latest' : Number(version);
      const found = await datasets.getVersion({ ...place, version: number }, user);
      const dataset = await datasets.get(place, user);
      return {
        name,
        dataset: dataset.name,
        datasetId: dataset.id,
        version: found.version,
        filename: found.filename,
        sha256: found.sha256
      };
    })
  );
}

/** What is not encoded well names nothing. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function wrongForm(name: string, text: string): never {
  throw new AtelierError('invalid-input', `The input “${name}” names no dataset: “${text}”.`, {
    remedy: 'Write it as name, name:version or atelier://workspace/datasets/name:version.',
    fields: [{ path: `body.inputs.${name}`, message: 'names no dataset' }]
  });
}
