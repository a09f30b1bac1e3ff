import type { LineageEdge } from '@atelier-ml/api';
import { addressOf, placeOf } from './address.ts';
import type { Place } from './address.ts';
import type { LineageStore } from './lineage.store.ts';

/** One step from a place that is known, up to what it came from or down to what came of it. */
export interface Step {
  at: string;
  place: Place;
  kind: LineageEdge['kind'];
}

type Of<K extends Place['kind']> = Extract<Place, { kind: K }>;

/** What lies next to places, all of one level at once. */
export function createNeighbours(store: LineageStore, workspace: string) {
  const at = (place: Place): string => addressOf(place, workspace);
  const run = (id: string): Of<'run'> => ({ kind: 'run', id });
  const read = (uri: string): Place => placeOf(uri, workspace);

  function described({ digest, name, source }: { name: string; digest: string; source: string }) {
    const place = read(source);
    return place.kind === 'dataset' ? place : ({ kind: 'described', name, digest } as const);
  }

  async function aboveRuns(ids: string[]): Promise<Step[]> {
    const steps: Step[] = [];
    for (const { forked_from_run, id, notebook, parent_id } of await store.runs(ids)) {
      const from = at(run(id));
      if (notebook) {
        steps.push({ at: from, place: { kind: 'notebook', path: notebook }, kind: 'ran' });
      }
      if (parent_id) {
        steps.push({ at: from, place: run(parent_id), kind: 'child' });
      }
      if (forked_from_run) {
        steps.push({ at: from, place: run(forked_from_run), kind: 'forked' });
      }
    }
    for (const { run_id, uri } of await store.linksOf(ids, 'input')) {
      steps.push({ at: at(run(run_id)), place: read(uri), kind: 'used' });
    }
    for (const row of await store.datasetsOf(ids)) {
      steps.push({ at: at(run(row.run_id)), place: described(row), kind: 'used' });
    }
    return steps;
  }

  async function belowRuns(ids: string[]): Promise<Step[]> {
    const steps: Step[] = [];
    for (const { run_id, uri } of await store.linksOf(ids, 'output')) {
      steps.push({ at: at(run(run_id)), place: read(uri), kind: 'produced' });
    }
    for (const { name, run_id, version } of await store.versionsMadeBy(ids)) {
      const place: Place = { kind: 'model', name, version: String(version) };
      steps.push({ at: at(run(run_id!)), place, kind: 'produced' });
    }
    for (const { above, id } of await store.childrenOf(ids)) {
      steps.push({ at: at(run(above!)), place: run(id), kind: 'child' });
    }
    for (const { above, id } of await store.forksOf(ids)) {
      steps.push({ at: at(run(above!)), place: run(id), kind: 'forked' });
    }
    return steps;
  }

  /** Runs that have said that they have made or used something. */
  async function runsAt(places: Place[], direction: 'input' | 'output'): Promise<Step[]> {
    const kind = direction === 'input' ? 'used' : 'produced';
    const linked = await store.runsLinkedTo(places.map(at), direction);
    return linked.map(row => ({ at: row.uri, place: run(row.run_id), kind }));
  }

  async function runsOfDescribed(places: (Of<'described'> | Of<'dataset'>)[]): Promise<Step[]> {
    const wanted = new Set(places.map(at));
    const rows = await store.runsOfDatasets([...new Set(places.map(({ name }) => name))]);
    return rows
      .map((row): Step => ({ at: at(described(row)), place: run(row.run_id), kind: 'used' }))
      .filter(step => wanted.has(step.at));
  }

  async function aboveModels(places: Of<'model'>[]): Promise<Step[]> {
    const wanted = new Set(places.map(at));
    const rows = await store.versionsOf([...new Set(places.map(({ name }) => name))]);
    return rows.flatMap(({ name, run_id, version }): Step[] => {
      const own = at({ kind: 'model', name, version: String(version) });
      return run_id && wanted.has(own) ? [{ at: own, place: run(run_id), kind: 'produced' }] : [];
    });
  }

  async function servedBy(places: Of<'model'>[]): Promise<Step[]> {
    const wanted = new Set(places.map(at));
    const rows = await store.deploymentsOfModels([...new Set(places.map(({ name }) => name))]);
    return rows
      .map(({ endpoint, model, version }): Step => ({
        at: at({ kind: 'model', name: model, version: String(version) }),
        place: { kind: 'endpoint', name: endpoint },
        kind: 'served'
      }))
      .filter(step => wanted.has(step.at));
  }

  async function aboveEndpoints(places: Of<'endpoint'>[]): Promise<Step[]> {
    const rows = await store.deploymentsOfEndpoints(places.map(({ name }) => name));
    return rows.map(({ endpoint, model, version }) => ({
      at: at({ kind: 'endpoint', name: endpoint }),
      place: { kind: 'model', name: model, version: String(version) },
      kind: 'served'
    }));
  }

  return async (direction: 'up' | 'down', places: readonly Place[]): Promise<Step[]> => {
    const of = <K extends Place['kind']>(...kinds: K[]): Of<K>[] =>
      places.filter((place): place is Of<K> => kinds.includes(place.kind as K));
    const ask = async <T>(found: T[], work: (found: T[]) => Promise<Step[]>): Promise<Step[]> =>
      found.length ? work(found) : [];
    const runIds = of('run').map(({ id }) => id);
    const things = of('dataset', 'model', 'external');
    if (direction === 'up') {
      return [
        ...(await ask(runIds, aboveRuns)),
        ...(await ask(of('model'), aboveModels)),
        ...(await ask(things, found => runsAt(found, 'output'))),
        ...(await ask(of('endpoint'), aboveEndpoints))
      ];
    }
    return [
      ...(await ask(runIds, belowRuns)),
      ...(await ask(things, found => runsAt(found, 'input'))),
      ...(await ask(of('described', 'dataset'), runsOfDescribed)),
      ...(await ask(of('model'), servedBy))
    ];
  };
}
