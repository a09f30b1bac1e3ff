import { AtelierError } from '@atelier-ml/api';
import type { Queries } from '../../drivers/database/index.ts';
import type { User } from '../../http/index.ts';
import type { Workspaces } from '../workspaces/index.ts';
import { createModelStore } from './models.store.ts';
import type { ModelRow, ModelVersionRow } from './models.store.ts';
import { createVersionStore } from './versions.store.ts';

/** A model as a path names it. */
export interface ModelPlace {
  workspace: string;
  model: string;
}
export type VersionPlace = ModelPlace & { version: string };

/** Finds models and versions, or says what there is instead. */
export function createModelLookup(queries: Queries, workspaces: Workspaces) {
  const models = createModelStore(queries);
  const versions = createVersionStore(queries);

  async function findIn(workspace: { id: string; name: string }, reference: string) {
    const row = await models.find(workspace.id, reference);
    if (!row) {
      throw new AtelierError(
        'not-found',
        `There is no model “${reference}” in “${workspace.name}”.`,
        { remedy: 'Look at the list of models; it may have been renamed or deleted.' }
      );
    }
    return row;
  }

  /** By number, alias or `latest`. */
  async function findVersionOf(model: ModelRow, reference: string): Promise<ModelVersionRow> {
    if (reference === 'latest') {
      const [newest] = await versions.list(model.id);
      return newest ?? goneMeanwhile();
    }
    const number = /^\d{1,10}$/.test(reference)
      ? Number(reference)
      : (await versions.findAlias(model.id, reference))?.version;
    const row =
      number !== undefined && number <= model.last_version
        ? await versions.find(model.id, number)
        : undefined;
    if (!row) {
      const aliases = (await versions.aliasesOf([model.id])).map(({ alias }) => alias);
      throw new AtelierError(
        'not-found',
        `The model “${model.name}” has no version or alias “${reference}”.`,
        {
          remedy: `Its newest version is ${model.last_version}; its aliases are ${aliases.join(', ') || 'none'}.`
        }
      );
    }
    return row;
  }

  return {
    async find({ model, workspace }: ModelPlace, user: User): Promise<ModelRow> {
      return findIn(await workspaces.resolve(workspace, user), model);
    },
    findVersionOf,
    /** `name` (newest), `name:3` or `name@production`. */
    async findReference(
      workspace: { id: string; name: string },
      reference: string
    ): Promise<{ model: ModelRow; version: ModelVersionRow }> {
      const [, name, version = 'latest'] = /^([^:@]*)(?:[:@](.*))?$/.exec(reference) ?? [];
      const model = await findIn(workspace, name ?? reference);
      return { model, version: await findVersionOf(model, version) };
    }
  };
}

export function goneMeanwhile(): never {
  throw new AtelierError('not-found', 'The model was deleted meanwhile.', {
    remedy: 'Look at the list of models.'
  });
}
