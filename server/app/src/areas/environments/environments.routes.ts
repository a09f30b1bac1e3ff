import type { EnvironmentSpec, routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import { CURATED } from './curated.ts';
import type { DockerfilePreview } from './dockerfile.ts';
import type { BuildEngineService } from './engine.ts';
import type { Environments } from './environments.service.ts';
import { draftOf } from './lock.ts';
import type { createCopies } from './copies.ts';
import type { createRegistries } from './registries.ts';
import type { Transfers } from './transfers.ts';

interface Services {
  copies: ReturnType<typeof createCopies>;
  environments: Environments;
  engine: BuildEngineService;
  registries: ReturnType<typeof createRegistries>;
  transfers: Transfers;
  /** Shows what would be built of a specification. */
  preview(spec: EnvironmentSpec): DockerfilePreview;
}

export function createEnvironmentRoutes({
  copies,
  engine,
  environments,
  preview,
  registries,
  transfers
}: Services): HandlersOf<typeof routes.environments> {
  return {
    engine: () => engine.state(),
    bootstrap: ({ body }) => engine.bootstrap(body.from),
    curated: () => Promise.resolve({ items: CURATED }),
    dockerfile: async ({ body }) => preview(body.spec),
    draft: ({ body }) => Promise.resolve(draftOf(body.pip, body.npm)),
    images: () => engine.images(),
    deleteImage: async ({ query }) => {
      await engine.deleteImage(query.image);
      return {};
    },
    list: ({ params, query, user }) => environments.list(params, query, user),
    create: ({ body, params, user }) => environments.create(params, body, user),
    get: ({ params, user }) => environments.get(params, user),
    update: ({ body, params, user }) => environments.update(params, body, user),
    delete: async ({ params, user }) => {
      await environments.delete(params, user);
      return {};
    },
    versions: {
      list: ({ params, user }) => environments.versions(params, user),
      create: ({ body, params, user }) => environments.addVersion(params, body, user),
      get: ({ params, user }) => environments.version(params, user),
      build: ({ params, user }) => environments.build(params, user),
      cancel: ({ params, user }) => environments.cancel(params, user),
      rebuild: ({ params, user }) => environments.rebuild(params, user),
      log: ({ params, query, user }) => environments.log(params, query.after, user),
      push: async ({ body, params, user }) => {
        const { environment, row } = await environments.versionToPush(params, user);
        return copies.push(environment, row, body.reference);
      }
    },
    registries: {
      list: ({ params, user }) => registries.list(params.workspace, user),
      set: ({ body, params, user }) => registries.set(params, body, user),
      test: async ({ params, user }) => {
        await registries.test(params, user);
        return {};
      },
      delete: async ({ params, user }) => {
        await registries.delete(params, user);
        return {};
      },
      pull: ({ body, params, user }) => registries.pull(params.workspace, body.reference, user)
    },
    transfers: {
      list: ({ params, user }) => transfers.list(params.workspace, user),
      get: ({ params, user }) => transfers.get(params, user),
      cancel: ({ params, user }) => transfers.cancel(params, user)
    }
  };
}
