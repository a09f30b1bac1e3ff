import { AtelierError } from '@atelier-ml/api';
import type { Model } from '@atelier-ml/api';
import type { User } from '../../http/index.ts';
import type { Clock } from '../../identity.ts';
import type { Changes } from '../system/index.ts';
import { goneMeanwhile } from './lookup.ts';
import type { createModelLookup, ModelPlace } from './lookup.ts';
import { changeOf } from './changes.ts';
import { createModelStore } from './models.store.ts';
import type { ModelRow } from './models.store.ts';
import { createVersionStore } from './versions.store.ts';

type AliasPlace = ModelPlace & { alias: string };

export interface AliasesOptions {
  changes: Changes;
  clock: Clock;
  lookup: ReturnType<typeof createModelLookup>;
  present(row: ModelRow): Promise<Model>;
}

/** Names that point at a version; where each has pointed is kept. */
export function createAliases({ changes, clock, lookup, present }: AliasesOptions) {
  /** Writes where the alias points, if that is new. */
  async function point(place: AliasPlace, version: number | null, user: User): Promise<Model> {
    const model = await lookup.find(place, user);
    const row = await changes.commit(async (queries, announce) => {
      const models = createModelStore(queries);
      const within = createVersionStore(queries);
      const locked = (await models.lock(model.id)) ?? goneMeanwhile();
      const present = await within.findAlias(model.id, place.alias);
      if (version === null && !present) {
        throw new AtelierError(
          'not-found',
          `The model “${model.name}” has no alias “${place.alias}”.`,
          { remedy: 'Look at its aliases; it may have been removed already.' }
        );
      }
      if (version !== null && !(await within.find(model.id, version))) {
        throw new AtelierError(
          'not-found',
          `The model “${model.name}” has no version ${version}.`,
          {
            remedy: 'Look at the list of its versions.',
            fields: [{ path: 'body.version', message: 'does not exist' }]
          }
        );
      }
      if (present?.version === version) {
        return locked;
      }
      if (version === null) {
        await within.deleteAlias(model.id, place.alias);
      } else {
        await within.setAlias(model.id, place.alias, version);
      }
      const now = clock();
      await within.noteAlias(model.id, place.alias, version, user.username, now);
      await models.update(model.id, { updated_at: now });
      announce(changeOf(locked, 'updated'));
      return { ...locked, updated_at: now };
    });
    return present(row);
  }

  return {
    set: (place: AliasPlace, version: number, user: User) => point(place, version, user),
    delete: (place: AliasPlace, user: User) => point(place, null, user)
  };
}
