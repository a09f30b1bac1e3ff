import type { ScoreResponse } from '@atelier-ml/api';
import type { EndpointServices } from '../services.ts';

/** The names in the metadata `classes` of a model file, a JSON list; none where it has no such list. */
export function readClassNames(metadata: Readonly<Record<string, string>>): string[] {
  try {
    const names: unknown = JSON.parse(metadata.classes ?? '');
    return Array.isArray(names) ? names.map(String) : [];
  } catch {
    return [];
  }
}

/**
 * Answers with the names of the classes that the probabilities of an answer stand for, in their
 * order; with none where the model's file does not tell. Each version is looked up once.
 */
export function createClassNames({ client }: EndpointServices, workspace: string) {
  const known = new Map<string, string[]>();
  return async ({ name, version }: ScoreResponse['model']): Promise<string[]> => {
    const key = `${name}:${version}`;
    const names =
      known.get(key) ??
      (await client.api.models.versions
        .get({ params: { workspace, model: name, version: String(version) } })
        .then(({ metadata }) => readClassNames(metadata))
        .catch(() => []));
    known.set(key, names);
    return names;
  };
}
