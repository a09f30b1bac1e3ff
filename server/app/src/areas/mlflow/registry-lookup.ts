import { createVersionStore } from '../models/index.ts';
import type { ModelRow, ModelVersionRow } from '../models/index.ts';
import type { MlflowContext } from './context.ts';
import { invalid, missing } from './errors.ts';
import { STAGES } from './registry-present.ts';
import { createRegistryStore } from './registry.store.ts';
import { requireModelName } from './validation.ts';

const LARGEST = 2_147_483_647;

export async function findModel(
  { database, workspaceId }: MlflowContext,
  name: string
): Promise<ModelRow> {
  requireModelName(name);
  const row = await createRegistryStore(database.queries).byName(workspaceId, name);
  if (!row) {
    throw missing(`Registered Model with name=${name} not found`);
  }
  return row;
}

export function versionNumber(version: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(version)) {
    throw invalid(`Parameter 'version' must be an integer, got '${version}'.`);
  }
  return Number(version);
}

export async function findVersion(
  context: MlflowContext,
  name: string,
  version: string
): Promise<{ model: ModelRow; row: ModelVersionRow }> {
  const number = versionNumber(version);
  const model = await findModel(context, name);
  const row =
    number >= 1 && number <= LARGEST
      ? await createVersionStore(context.database.queries).find(model.id, number)
      : undefined;
  if (!row) {
    throw missing(`Model Version (name=${name}, version=${version}) not found`);
  }
  return { model, row };
}

/** A stage as it is written, whatever its case. */
export function stageNamed(stage: string): string {
  const found = STAGES.find(known => known.toLowerCase() === stage.toLowerCase());
  if (!found) {
    throw invalid(
      `Invalid Model Version stage: ${stage}. Value must be one of ${STAGES.join(', ')}.`
    );
  }
  return found;
}
