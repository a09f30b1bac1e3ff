import type { LineageNode } from '@atelier-ml/api';
import { statusOf } from '../experiments/index.ts';
import type { Place } from './address.ts';
import type { KnownRun, LineageStore } from './lineage.store.ts';

type Of<K extends Place['kind']> = Extract<Place, { kind: K }>;

/** What is known of places by now; of what is gone, its address alone. */
export async function presentPlaces(
  store: LineageStore,
  places: ReadonlyMap<string, Place>
): Promise<LineageNode[]> {
  const of = <K extends Place['kind']>(kind: K): Of<K>[] =>
    [...places.values()].filter((place): place is Of<K> => place.kind === kind);
  const names = (found: { name: string }[]): string[] => [
    ...new Set(found.map(({ name }) => name))
  ];
  const ask = async <T>(keys: string[], load: (keys: string[]) => Promise<T[]>): Promise<T[]> =>
    keys.length ? load(keys) : [];

  const runs = await ask(
    of('run').map(({ id }) => id),
    store.runs
  );
  const runById = new Map(runs.map(row => [row.id, row]));
  const versionKey = (name: string, version: string | number): string => `${version} ${name}`;
  const idsOf = (rows: { id: string; name: string; version: number }[]): Map<string, string> =>
    new Map(rows.map(({ id, name, version }) => [versionKey(name, version), id]));
  const ids = {
    dataset: idsOf(await ask(names(of('dataset')), store.datasetVersionsOf)),
    model: idsOf(await ask(names(of('model')), store.versionsOf))
  };
  const endpoints = await ask(names(of('endpoint')), store.endpoints);
  const endpointByName = new Map(endpoints.map(row => [row.name, row]));

  return [...places].map(([uri, place]): LineageNode => {
    switch (place.kind) {
      case 'run':
        return presentRun(uri, place.id, runById.get(place.id));
      case 'dataset':
      case 'model': {
        const { kind, name, version } = place;
        const id = ids[kind].get(versionKey(name, version));
        return { uri, kind, id: id ?? null, name, detail: version, ...absent(id === undefined) };
      }
      case 'endpoint': {
        const row = endpointByName.get(place.name);
        const { kind, name } = place;
        const detail = row?.wanted ?? '';
        return { uri, kind, id: row?.id ?? null, name, detail, ...absent(!row) };
      }
      case 'notebook': {
        const { kind, path } = place;
        const name = path.split('/').at(-1)!;
        const detail = path.slice(0, -name.length).replace(/\/$/, '');
        return { uri, kind, id: path, name, detail, ...absent(false) };
      }
      case 'described': {
        const { digest, name } = place;
        return { uri, kind: 'external', id: null, name, detail: digest, ...absent(false) };
      }
      case 'external':
        return { uri, kind: 'external', id: null, name: uri, detail: '', ...absent(false) };
    }
  });
}

const absent = (gone: boolean) => ({ deleted: gone, gone });

function presentRun(uri: string, id: string, row: KnownRun | undefined): LineageNode {
  return {
    uri,
    kind: 'run',
    id,
    name: row?.name ?? id.slice(0, 8),
    detail: row ? statusOf(row) : '',
    deleted: !row || (row.deleted_at ?? row.experiment_deleted_at) !== null,
    gone: !row
  };
}
