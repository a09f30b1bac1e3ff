import { AtelierError } from '@atelier-ml/api';
import type { Environment, EnvironmentSpec, EnvironmentVersion } from '@atelier-ml/api';
import { z } from 'zod';
import { cutPage, decodeCursor } from '../../drivers/database/index.ts';
import type { Database } from '../../drivers/database/index.ts';
import type { Images } from '../../drivers/images/index.ts';
import type { User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import { naming } from '../../naming.ts';
import type { Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import type { Builds } from './builds.ts';
import { createEnvironmentStore } from './environments.store.ts';
import type { EnvironmentRow, VersionRow } from './environments.store.ts';
import { pinned } from './lock.ts';
import { passOverMissing } from './passing.ts';
import { changeOf, presentEnvironment, presentVersion } from './present.ts';
import { createRegistryStore } from './registries.store.ts';

export interface Place {
  workspace: string;
  environment: string;
}
export type VersionPlace = Place & { version: number };

export interface EnvironmentsOptions {
  database: Database;
  changes: Changes;
  clock: Clock;
  workspaces: Workspaces;
  images: Images;
  builds: Builds;
  /** Compute instances with the environments that they are of. */
  instances(): Promise<{ name: string; environment_id: string | null }[]>;
}

export type Environments = ReturnType<typeof createEnvironments>;

/** Environments and their versions; a version never changes once it is made. */
export function createEnvironments(options: EnvironmentsOptions) {
  const { builds, changes, clock, database, images, workspaces } = options;
  const store = createEnvironmentStore(database.queries);
  const registries = createRegistryStore(database.queries);
  workspaces.addContent({
    what: 'environments',
    count: (queries, workspaceId) => createEnvironmentStore(queries).count(workspaceId)
  });

  async function find({ environment, workspace }: Place, user: User): Promise<EnvironmentRow> {
    const { id, name } = await workspaces.resolve(workspace, user);
    const row = await store.find(id, environment);
    return row ?? missing(`environment “${environment}” in “${name}”`);
  }

  async function findVersion(place: VersionPlace, user: User) {
    const environment = await find(place, user);
    const row = await store.version(environment.id, place.version);
    const what = `version ${place.version} of “${environment.name}”`;
    return { environment, row: row ?? missing(what) };
  }

  async function presentAll(rows: EnvironmentRow[]): Promise<Environment[]> {
    const all = await store.versionsOf(rows.map(({ id }) => id));
    const versions = rows.map(row => all.filter(each => each.environment_id === row.id));
    const copies = await copiesOf(versions.flatMap(each => each.slice(0, 1)));
    return rows.map((row, at) => presentEnvironment(row, versions[at]!, copies));
  }
  const present = async (row: EnvironmentRow): Promise<Environment> =>
    (await presentAll([row]))[0]!;
  const copiesOf = (rows: VersionRow[]) => registries.copiesOf(rows.map(({ id }) => id));
  async function presentLive(row: VersionRow): Promise<EnvironmentVersion> {
    return { ...presentVersion(row, await copiesOf([row])), steps: builds.stepsOf(row) };
  }

  async function addVersion(
    environment: EnvironmentRow,
    spec: EnvironmentSpec,
    build: boolean
  ): Promise<EnvironmentVersion> {
    const row = await changes.commit(async (queries, announce) => {
      const within = createEnvironmentStore(queries);
      const [newest] = await within.versionsOf([environment.id]);
      const inserted = newVersion(environment, (newest?.version ?? 0) + 1, spec, clock());
      await within.insertVersion(inserted);
      await within.update(environment.id, { updated_at: clock() });
      announce(changeOf(environment, 'updated'));
      return inserted;
    });
    return presentVersion(build ? await builds.queue(row) : row, []);
  }

  return {
    async list(
      place: { workspace: string },
      { cursor, limit, search }: { cursor?: string; limit: number; search?: string },
      user: User
    ) {
      const { id } = await workspaces.resolve(place.workspace, user);
      const after = cursor === undefined ? undefined : decodeCursor(cursor, z.string());
      const found = await store.list(id, limit + 1, search, after);
      const { nextCursor, rows } = cutPage(found, limit, row => row.name);
      const items = await presentAll(rows);
      return { items, total: await store.count(id, search), nextCursor };
    },
    get: async (place: Place, user: User) => present(await find(place, user)),
    async create(
      place: { workspace: string },
      input: { name: string; description: string; spec: EnvironmentSpec; build: boolean },
      user: User
    ): Promise<Environment> {
      const workspace = await workspaces.resolve(place.workspace, user);
      const now = clock();
      const row: EnvironmentRow = {
        id: newId(),
        workspace_id: workspace.id,
        name: input.name,
        description: input.description,
        created_at: now,
        updated_at: now
      };
      const first = newVersion(row, 1, input.spec, now);
      await naming('environment', input.name, () =>
        changes.commit(async (queries, announce) => {
          await createEnvironmentStore(queries).insert(row);
          await createEnvironmentStore(queries).insertVersion(first);
          announce(changeOf(row, 'created'));
        })
      );
      if (input.build) {
        await builds.queue(first);
      }
      return present(row);
    },
    async update(place: Place, input: { name?: string; description?: string }, user: User) {
      const row = await find(place, user);
      const updated = await naming('environment', input.name ?? row.name, () =>
        changes.commit(async (queries, announce) => {
          const within = createEnvironmentStore(queries);
          const result = await within.update(row.id, { ...input, updated_at: clock() });
          announce(changeOf(result ?? row, 'updated'));
          return result ?? row;
        })
      );
      return present(updated);
    },
    /** Its images first: one that is in use keeps its environment. */
    async delete(place: Place, user: User): Promise<void> {
      const row = await find(place, user);
      const versions = await store.versionsOf([row.id]);
      const all = await options.instances();
      const own = all.filter(each => each.environment_id === row.id).map(each => each.name);
      if (own.length) {
        throw new AtelierError('in-use', `“${row.name}” is used by ${own.join(', ')}.`, {
          remedy: 'Delete these compute instances, or move them to another environment.'
        });
      }
      if (versions.some(({ state }) => state === 'building' || state === 'queued')) {
        throw new AtelierError('in-use', `A version of “${row.name}” is being built.`, {
          remedy: 'Cancel the build first.'
        });
      }
      for (const version of versions) {
        if (version.digest !== null) {
          await images.remove(version.image).catch(passOverMissing);
        }
        await builds.removeLog(version.id);
      }
      await changes.commit(async (queries, announce) => {
        await createEnvironmentStore(queries).delete(row.id);
        announce(changeOf(row, 'deleted'));
      });
    },
    async versions(place: Place, user: User) {
      const rows = await store.versionsOf([(await find(place, user)).id]);
      const copies = await copiesOf(rows);
      const items = rows.map(row => {
        const shown = presentVersion({ ...row, lock: null }, copies);
        return { ...shown, steps: builds.stepsOf(row) };
      });
      return { items };
    },
    version: async (place: VersionPlace, user: User) =>
      presentLive((await findVersion(place, user)).row),
    async addVersion(place: Place, input: { spec: EnvironmentSpec; build: boolean }, user: User) {
      return addVersion(await find(place, user), input.spec, input.build);
    },
    async build(place: VersionPlace, user: User) {
      return presentLive(await builds.queue((await findVersion(place, user)).row));
    },
    async cancel(place: VersionPlace, user: User) {
      return presentLive(await builds.cancel((await findVersion(place, user)).row));
    },
    async rebuild(place: VersionPlace, user: User) {
      const { environment, row } = await findVersion(place, user);
      const { lock, spec } = presentVersion(row, []);
      return addVersion(environment, pinned(spec, lock ?? notReady(row)), true);
    },
    async log(place: VersionPlace, after: number, user: User) {
      const { row } = await findVersion(place, user);
      const piece = await builds.readLog(row.id, after);
      return { ...piece, state: presentVersion(row, []).state, steps: builds.stepsOf(row) };
    },
    /** By `name`, `name@latest` or `name:version`: the image of a version that is ready. */
    async choose(workspace: string, reference: string, user: User) {
      const [, environment = '', version] = /^(.*?)(?::(\d+)|@latest)?$/.exec(reference) ?? [];
      const row = await find({ workspace, environment }, user);
      const rows = await store.versionsOf([row.id]);
      const found =
        version === undefined
          ? (rows.find(({ state }) => state === 'ready') ?? rows[0]!)
          : (rows.find(each => each.version === Number(version)) ??
            missing(`version ${version} of “${row.name}”`));
      const ready = found.state === 'ready' && found.digest !== null ? found : notReady(found);
      return { id: row.id, version: ready.version, image: ready.digest! };
    },
    /** Names and the newest versions that are ready, by id. */
    async named(ids: string[]): Promise<Map<string, { name: string; latest: number | null }>> {
      const versions = await store.versionsOf(ids);
      const rows = await Promise.all(ids.map(id => store.findById(id)));
      return new Map(
        rows.flatMap(row => {
          const own = versions.filter(each => each.environment_id === row?.id);
          const latest = own.find(({ state }) => state === 'ready')?.version ?? null;
          return row ? [[row.id, { name: row.name, latest }]] : [];
        })
      );
    },
    /** Of which version each image is, by its name or its id. */
    async ofImages(
      images: string[]
    ): Promise<Map<string, { id: string; name: string; version: number }>> {
      const used = images.length ? await store.users() : [];
      return new Map(
        used.flatMap(({ digest, environment_id: id, image, name, version }) =>
          [image, digest].flatMap(each =>
            each !== null && images.includes(each) ? [[each, { id, name, version }] as const] : []
          )
        )
      );
    },
    /** A version whose image can be sent. */
    async versionToPush(place: VersionPlace, user: User) {
      const { environment, row } = await findVersion(place, user);
      return { environment, row: row.state === 'ready' ? row : notReady(row) };
    }
  };
}

function newVersion(
  environment: EnvironmentRow,
  version: number,
  spec: EnvironmentSpec,
  now: number
): VersionRow {
  return {
    id: newId(),
    environment_id: environment.id,
    version,
    spec: JSON.stringify(spec),
    state: 'draft',
    error: null,
    // By id: a renamed environment keeps its images.
    image: `atelier/environment-${environment.id.slice(0, 12)}:${version}`,
    digest: null,
    size: null,
    lock: null,
    steps: '[]',
    created_at: now,
    queued_at: null,
    started_at: null,
    ended_at: null
  };
}

function notReady(row: VersionRow): never {
  throw new AtelierError('not-ready', `Version ${row.version} has not been built.`, {
    remedy: 'Build it, and wait until it is ready.'
  });
}

function missing(what: string): never {
  throw new AtelierError('not-found', `There is no ${what}.`, {
    remedy: 'Look at the list of environments; it may have been renamed or deleted.'
  });
}
