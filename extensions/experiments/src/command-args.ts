import type { ReadonlyJSONObject } from '@lumino/coreutils';

const WORKSPACE = {
  type: 'string',
  description: 'Id of the workspace; the active one if left out'
};

/** Arguments of a command that is about one experiment or one run. */
export const ASSET_ARGS: ReadonlyJSONObject = {
  type: 'object',
  properties: {
    id: { type: 'string', description: 'Id; a dialog asks for it if left out' },
    name: { type: 'string', description: 'Name, as it is shown' },
    workspace: WORKSPACE
  }
};

/** Arguments of a command that is about several runs. */
export const RUNS_ARGS: ReadonlyJSONObject = {
  type: 'object',
  properties: {
    runs: {
      type: 'array',
      items: { type: 'string' },
      description: 'Ids of the runs; those chosen in the panel if left out'
    },
    workspace: WORKSPACE
  }
};

/** Arguments of the command that compares runs. */
export const COMPARISON_ARGS: ReadonlyJSONObject = {
  type: 'object',
  properties: {
    ...(RUNS_ARGS.properties as ReadonlyJSONObject),
    query: {
      type: 'object',
      description: 'A query to follow instead of runs: filter, search, experiments, orderBy, limit'
    },
    state: { type: 'object', description: 'What a saved view keeps of a comparison' }
  }
};

/** Arguments of the command that opens a saved view. */
export const VIEW_ARGS: ReadonlyJSONObject = {
  type: 'object',
  properties: { view: { type: 'string', description: 'Id of the view' }, workspace: WORKSPACE },
  required: ['view']
};

/** Arguments of a command that is about a whole workspace. */
export const WORKSPACE_ARGS: ReadonlyJSONObject = {
  type: 'object',
  properties: { workspace: WORKSPACE }
};

export const NO_ARGS: ReadonlyJSONObject = { type: 'object', properties: {} };
