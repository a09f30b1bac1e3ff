import { mlflowModelVersionSearch, mlflowRegisteredModelSearch } from '@atelier-ml/api';
import type { Field, Filter, OrderKey } from '@atelier-ml/api';
import { createVersionStore } from '../models/index.ts';
import type { ModelRow, ModelVersionRow } from '../models/index.ts';
import type { MlflowContext } from './context.ts';
import { pairsIn, presentModels, presentVersion } from './registry-present.ts';
import { createRegistryStore } from './registry.store.ts';
import { comparing, cutPage, filterOf, matches, orderOf, pageSize } from './row-search.ts';
import { listed } from './run-present.ts';

const IS_PROMPT = 'mlflow.prompt.is_prompt';
const MODELS = { usual: 100, most: 1_000 };
const VERSIONS = { usual: 10_000, most: 200_000 };

interface RegistryQuery {
  filter?: string;
  order_by?: string[];
  max_results?: number;
  page_token?: string;
}

type TaggedModel = ModelRow & { tagged: Map<string, string> };
type NamedVersion = ModelVersionRow & { name: string; tagged: Map<string, string> };

const tagsIn = (text: string | null): Map<string, string> =>
  new Map(pairsIn(text).map(({ key, value }) => [key, value]));

const attribute = (key: string, descending = false): OrderKey => ({
  field: { kind: 'attribute', key },
  descending
});

/** Prompts are kept as models, and left out unless a filter asks for them. */
function asksForPrompts(filter: Filter): boolean {
  switch (filter.type) {
    case 'comparison':
      return filter.field.kind === 'tag' && filter.field.key === IS_PROMPT;
    case 'not':
      return asksForPrompts(filter.item);
    default:
      return filter.items.some(asksForPrompts);
  }
}

const isPrompt = ({ tagged }: { tagged: Map<string, string> }): boolean =>
  tagged.get(IS_PROMPT)?.toLowerCase() === 'true';

/** A registry is small beside the runs: it is searched without the help of an index. */
export async function searchModels({ database, workspaceId }: MlflowContext, query: RegistryQuery) {
  const filter = filterOf(query.filter, mlflowRegisteredModelSearch);
  const order = orderOf(query.order_by ?? [], mlflowRegisteredModelSearch);
  const size = pageSize(query.max_results, MODELS.usual, MODELS.most);
  const prompts = asksForPrompts(filter);
  const found = (await createRegistryStore(database.reads).all(workspaceId))
    .map((row): TaggedModel => ({ ...row, tagged: tagsIn(row.tags) }))
    .filter(row => prompts || !isPrompt(row))
    .filter(row => matches(filter, row, modelValue))
    .toSorted(comparing([...order, attribute('name')], modelValue));
  const page = cutPage(found, { token: query.page_token, size });
  return {
    ...listed('registered_models', await presentModels(database.reads, page.rows)),
    ...(page.nextPageToken && { next_page_token: page.nextPageToken })
  };
}

function modelValue(row: TaggedModel, { key, kind }: Field) {
  if (kind === 'tag') {
    return row.tagged.get(key);
  }
  switch (key) {
    case 'name':
      return row.name;
    case 'creation_timestamp':
      return row.created_at;
    default:
      return row.updated_at;
  }
}

export async function searchVersions(
  { database, workspaceId }: MlflowContext,
  query: RegistryQuery
) {
  const filter = filterOf(query.filter, mlflowModelVersionSearch);
  const order = orderOf(query.order_by ?? [], mlflowModelVersionSearch);
  const size = pageSize(query.max_results, VERSIONS.usual, VERSIONS.most);
  const prompts = asksForPrompts(filter);
  const ties = [attribute('name'), attribute('version_number', true)];
  const found = (await createRegistryStore(database.reads).allVersions(workspaceId))
    .map((row): NamedVersion => ({ ...row, tagged: tagsIn(row.tags) }))
    .filter(row => prompts || row.format !== 'prompt')
    .filter(row => matches(filter, row, versionValue))
    .toSorted(comparing([...order, ...ties], versionValue));
  const page = cutPage(found, { token: query.page_token, size });
  const modelIds = [...new Set(page.rows.map(row => row.model_id))];
  const aliases = await createVersionStore(database.reads).aliasesOf(modelIds);
  return {
    ...listed(
      'model_versions',
      page.rows.map(row => presentVersion(row.name, row, aliases))
    ),
    ...(page.nextPageToken && { next_page_token: page.nextPageToken })
  };
}

function versionValue(row: NamedVersion, { key, kind }: Field) {
  if (kind === 'tag') {
    return row.tagged.get(key);
  }
  switch (key) {
    case 'name':
      return row.name;
    case 'version_number':
      return row.version;
    case 'run_id':
      return row.run_id;
    case 'source_path':
      return row.source;
    case 'creation_timestamp':
      return row.created_at;
    default:
      return row.updated_at ?? row.created_at;
  }
}
