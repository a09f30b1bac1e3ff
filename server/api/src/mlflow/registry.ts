import { z } from 'zod';
import { route } from '../route.ts';
import { Empty, Flag, Int64, KeyValue, KeyValues, PageToken, Required, Text } from './scalars.ts';

const models = '/api/2.0/mlflow/registered-models';
const versions = '/api/2.0/mlflow/model-versions';

export const MlflowModelVersion = z.object({
  name: z.string(),
  version: z.string(),
  creation_timestamp: z.number().int(),
  last_updated_timestamp: z.number().int(),
  user_id: z.string().optional(),
  current_stage: z.string(),
  description: z.string().optional(),
  source: z.string(),
  run_id: z.string().optional(),
  run_link: z.string().optional(),
  model_id: z.string().optional(),
  status: z.literal('READY'),
  tags: z.array(KeyValue).optional(),
  aliases: z.array(z.string()).optional()
});
export type MlflowModelVersion = z.infer<typeof MlflowModelVersion>;

export const RegisteredModel = z.object({
  name: z.string(),
  creation_timestamp: z.number().int(),
  last_updated_timestamp: z.number().int(),
  description: z.string().optional(),
  latest_versions: z.array(MlflowModelVersion).optional(),
  tags: z.array(KeyValue).optional(),
  aliases: z.array(z.object({ alias: z.string(), version: z.string() })).optional()
});
export type RegisteredModel = z.infer<typeof RegisteredModel>;

const Model = z.object({ registered_model: RegisteredModel });
const Version = z.object({ model_version: MlflowModelVersion });
const Versions = z.object({
  model_versions: z.array(MlflowModelVersion).optional(),
  next_page_token: z.string().optional()
});
const Named = z.object({ name: Required });
const Numbered = Named.extend({ version: Required });
const Tagged = { key: Required, value: Text.default('') };
const Search = z.object({
  filter: Text.optional(),
  max_results: Int64.optional(),
  order_by: z.array(z.string()).optional(),
  page_token: PageToken
});
const Stages = Named.extend({ stages: z.array(z.string()).optional() });

export const registry = {
  models: {
    create: route({
      method: 'POST',
      path: `${models}/create`,
      summary: 'Register a model, without versions',
      body: Named.extend({ tags: KeyValues, description: Text.optional() }),
      response: Model
    }),
    get: route({
      method: 'GET',
      path: `${models}/get`,
      summary: 'Get a registered model',
      query: Named,
      response: Model
    }),
    rename: route({
      method: 'POST',
      path: `${models}/rename`,
      summary: 'Rename a registered model',
      body: Named.extend({ new_name: Text.optional() }),
      response: Model
    }),
    update: route({
      method: 'PATCH',
      path: `${models}/update`,
      summary: 'Describe a registered model',
      body: Named.extend({ description: Text.optional() }),
      response: Model
    }),
    delete: route({
      method: 'DELETE',
      path: `${models}/delete`,
      summary: 'Delete a registered model with its versions',
      body: Named,
      response: Empty
    }),
    search: route({
      method: 'GET',
      path: `${models}/search`,
      summary: 'Search registered models',
      query: Search,
      response: z.object({
        registered_models: z.array(RegisteredModel).optional(),
        next_page_token: z.string().optional()
      })
    }),
    latestVersions: route({
      method: 'POST',
      path: `${models}/get-latest-versions`,
      summary: 'The newest version of each stage',
      body: Stages,
      response: Versions
    }),
    latestVersionsByQuery: route({
      method: 'GET',
      path: `${models}/get-latest-versions`,
      summary: 'The newest version of each stage',
      query: Stages,
      response: Versions
    }),
    setTag: route({
      method: 'POST',
      path: `${models}/set-tag`,
      summary: 'Set a tag of a registered model',
      body: Named.extend(Tagged),
      response: Empty
    }),
    deleteTag: route({
      method: 'DELETE',
      path: `${models}/delete-tag`,
      summary: 'Remove a tag of a registered model',
      body: Named.extend({ key: Required }),
      response: Empty
    }),
    setAlias: route({
      method: 'POST',
      path: `${models}/alias`,
      summary: 'Point an alias at a version',
      body: Numbered.extend({ alias: Required }),
      response: Empty
    }),
    deleteAlias: route({
      method: 'DELETE',
      path: `${models}/alias`,
      summary: 'Remove an alias',
      body: Named.extend({ alias: Required }),
      response: Empty
    }),
    getByAlias: route({
      method: 'GET',
      path: `${models}/alias`,
      summary: 'The version that an alias points at',
      query: Named.extend({ alias: Required }),
      response: Version
    })
  },
  versions: {
    create: route({
      method: 'POST',
      path: `${versions}/create`,
      summary: 'Register a further version of a model',
      body: Named.extend({
        source: Required,
        run_id: Text.optional(),
        tags: KeyValues,
        run_link: Text.optional(),
        description: Text.optional(),
        model_id: Text.optional()
      }),
      response: Version
    }),
    get: route({
      method: 'GET',
      path: `${versions}/get`,
      summary: 'Get a version',
      query: Numbered,
      response: Version
    }),
    update: route({
      method: 'PATCH',
      path: `${versions}/update`,
      summary: 'Describe a version',
      body: Numbered.extend({ description: Text.optional() }),
      response: Version
    }),
    transitionStage: route({
      method: 'POST',
      path: `${versions}/transition-stage`,
      summary: 'Move a version to a stage',
      body: Numbered.extend({ stage: Required, archive_existing_versions: Flag.optional() }),
      response: Version
    }),
    delete: route({
      method: 'DELETE',
      path: `${versions}/delete`,
      summary: 'Delete a version',
      body: Numbered,
      response: Empty
    }),
    search: route({
      method: 'GET',
      path: `${versions}/search`,
      summary: 'Search versions of models',
      query: Search,
      response: Versions
    }),
    downloadUri: route({
      method: 'GET',
      path: `${versions}/get-download-uri`,
      summary: 'Where the files of a version lie',
      query: Numbered,
      response: z.object({ artifact_uri: z.string() })
    }),
    setTag: route({
      method: 'POST',
      path: `${versions}/set-tag`,
      summary: 'Set a tag of a version',
      body: Numbered.extend(Tagged),
      response: Empty
    }),
    deleteTag: route({
      method: 'DELETE',
      path: `${versions}/delete-tag`,
      summary: 'Remove a tag of a version',
      body: Numbered.extend({ key: Required }),
      response: Empty
    })
  }
};
