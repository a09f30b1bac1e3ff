/** What a node stands for. */
export type Place =
  | { kind: 'run'; id: string }
  | { kind: 'dataset' | 'model'; name: string; version: string }
  | { kind: 'endpoint'; name: string }
  | { kind: 'notebook'; path: string }
  /** A dataset that a run has only described. */
  | { kind: 'described'; name: string; digest: string }
  | { kind: 'external'; uri: string };

const AREAS = { dataset: 'datasets', model: 'models' } as const;
const PATTERN = /^atelier:\/\/([^/]+)\/(datasets|models|runs)\/([^/:@]+)(?::(\d+))?$/;

/** Reads an address that a run has logged; what lies outside of the workspace is external. */
export function placeOf(uri: string, workspace: string): Place {
  const external: Place = { kind: 'external', uri };
  const [, scope, area, name, version] = PATTERN.exec(uri) ?? [];
  try {
    if (!scope || !name || decodeURIComponent(scope) !== workspace) {
      return external;
    }
    const plain = decodeURIComponent(name);
    if (area === 'runs') {
      return { kind: 'run', id: plain };
    }
    const kind = area === 'datasets' ? 'dataset' : 'model';
    return version ? { kind, name: plain, version } : external;
  } catch {
    // a percent sign that encodes nothing
    return external;
  }
}

/** The one address of a place. */
export function addressOf(place: Place, workspace: string): string {
  const asset = (path: string): string => `atelier://${encodeURIComponent(workspace)}/${path}`;
  switch (place.kind) {
    case 'run':
      return asset(`runs/${place.id}`);
    case 'dataset':
    case 'model':
      return asset(`${AREAS[place.kind]}/${encodeURIComponent(place.name)}:${place.version}`);
    case 'endpoint':
      return asset(`endpoints/${encodeURIComponent(place.name)}`);
    case 'notebook':
      return `notebook:${place.path}`;
    case 'described':
      return `dataset:${place.name}:${place.digest}`;
    case 'external':
      return place.uri;
  }
}
