import { basename } from 'node:path';
import { AtelierError, hasCode } from '@atelier-ml/api';
import type { Model, ModelVersion as ModelRecord, RouteInput, Routes } from '@atelier-ml/api';
import { displaySymbol, formatTime, tableBundle } from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import { parseReference } from '../workspace/index.ts';
import type { WorkspaceScope } from '../workspace/index.ts';
import { ModelVersion } from './model-version.ts';

/** A run whose artifact becomes a model. */
export interface SourceRun {
  readonly id: string;
  flush(milliseconds?: number): Promise<boolean>;
}

/** Where the file of a model comes from. */
export type ModelContent =
  { run: SourceRun; artifact: string } | { path: string } | { bytes: Uint8Array; filename: string };

export interface RegisterModelOptions {
  description?: string;
  /** One row of input by name, for test forms and code samples. */
  example?: Record<string, number | string | boolean | null>;
  /** Names that point at this version, e.g. `production`. */
  aliases?: string[];
  tags?: Record<string, string>;
}

/** The registered models of a workspace. */
export interface Models {
  /** Registers a version, and the model with it when its name is new. */
  register(
    name: string,
    content: ModelContent,
    options?: RegisterModelOptions
  ): Promise<ModelVersion>;
  /** @param reference `name` (newest), `name:3` or `name@production` @throws AtelierError `not-found` */
  get(reference: string): Promise<ModelVersion>;
  list(search?: string): Promise<Model[] & Displayable>;
}

type NewVersion = RouteInput<Routes['models']['versions']['create']>['body'];

export function createModels(scope: WorkspaceScope): Models {
  const { client } = scope;

  const handle = async (record: ModelRecord) =>
    new ModelVersion(
      scope,
      record,
      await scope.uri(`models/${encodeURIComponent(record.modelName)}:${record.version}`)
    );

  const sourceOf = async (content: ModelContent): Promise<NewVersion['source']> => {
    if ('run' in content) {
      if (!(await content.run.flush())) {
        throw new AtelierError(
          'server-unreachable',
          'The run’s artifact is not on the server yet, so it cannot be registered.',
          { remedy: 'Try again once the server is up; the artifact waits in the journal.' }
        );
      }
      return { runId: content.run.id, path: content.artifact };
    }
    return 'path' in content
      ? { sha256: await scope.upload(content.path), filename: basename(content.path) }
      : { sha256: await scope.upload(content.bytes), filename: content.filename };
  };

  const add = async (name: string, version: NewVersion, tags: Record<string, string>) => {
    const addVersion = () =>
      client.models.versions.create({ params: { ...scope.params, model: name }, body: version });
    try {
      return await addVersion();
    } catch (error) {
      // A missing run or artifact is `not-found` as well; then creating the model says so again.
      if (!(error instanceof AtelierError) || error.code !== 'not-found') {
        throw error;
      }
    }
    try {
      const body = { name, tags, version };
      return (await client.models.create({ params: scope.params, body })).latest;
    } catch (error) {
      if (hasCode(error, 'already-exists')) {
        return addVersion();
      }
      throw error;
    }
  };

  return {
    async register(name, content, { description, example, aliases, tags } = {}) {
      const source = await sourceOf(content);
      return handle(await add(name, { source, description, example, aliases }, tags ?? {}));
    },
    async get(reference) {
      const { name, version, alias } = parseReference(reference, 'models');
      const params = { ...scope.params, model: name, version: version ?? alias ?? 'latest' };
      return handle(await client.models.versions.get({ params }));
    },
    async list(search) {
      const { items } = await client.models.list({
        params: scope.params,
        query: { search, limit: 1000 }
      });
      return Object.assign(items, { [displaySymbol]: () => listBundle(items) });
    }
  };
}

const listBundle = (items: readonly Model[]) =>
  tableBundle({
    title: 'Models',
    columns: ['name', 'version', 'aliases', 'format', 'changed', 'description'],
    rows: items.map(({ name, latest, aliases, updatedAt, description }) => [
      name,
      latest.version,
      Object.entries(aliases)
        .map(([alias, version]) => `${alias} → ${version}`)
        .join(', '),
      latest.format,
      formatTime(updatedAt),
      description
    ]),
    ...(items.length === 0 && { footer: 'There are none yet: registerModel(name, …) makes one.' })
  });
