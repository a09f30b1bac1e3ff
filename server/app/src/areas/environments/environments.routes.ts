import type { routes } from '@atelier-ml/api';
import type { HandlersOf } from '../../http/index.ts';
import { CURATED } from './curated.ts';
import type { BuildEngineService } from './engine.ts';
import type { Environments } from './environments.service.ts';
import { draftOf } from './lock.ts';
import type { createRegistries } from './registries.ts';

interface Services {
  environments: Environments;
  engine: BuildEngineService;
  registries: ReturnType<typeof createRegistries>;
}

export function createEnvironmentRoutes({
  engine,
  environments,
  registries
}: Services): HandlersOf<typeof routes.environments> {
  return {
    engine: () => engine.state(),
    bootstrap: () => engine.bootstrap(),
    curated: () => Promise.resolve({ items: CURATED }),
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
        const image = await environments.imageOf(params, user);
        return registries.push(params.workspace, image, body.reference, user);
      }
    },
    registries: {
      list: ({ params, user }) => registries.list(params.workspace, user),
      set: ({ body, params, user }) => registries.set(params, body, user),
      delete: async ({ params, user }) => {
        await registries.delete(params, user);
        return {};
      },
      pull: ({ body, params, user }) => registries.pull(params.workspace, body.reference, user)
    }
  };
}
