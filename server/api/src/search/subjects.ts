import type { Operator } from './filter.ts';
import type { AttributeRule, GroupRule, SearchGrammar } from './grammar.ts';

const ORDER: Operator[] = ['=', '!=', '>', '>=', '<', '<='];
const LIKE: Operator[] = ['=', '!=', 'LIKE', 'ILIKE'];
const PRESENCE: Operator[] = ['IS NULL', 'IS NOT NULL'];
const LISTS: Operator[] = ['IN', 'NOT IN'];
const ALL_TEXT: Operator[] = [...LIKE, ...LISTS, ...PRESENCE];

type Options = Pick<AttributeRule, 'values' | 'orderable'>;

const text = (
  names: string | string[],
  operators: Operator[] = LIKE,
  options: Options = {}
): AttributeRule => ({
  names: [names].flat(),
  type: 'text',
  operators,
  orderable: true,
  ...options
});
const number = (names: string | string[], operators = ORDER): AttributeRule => ({
  names: [names].flat(),
  type: 'number',
  operators,
  orderable: true
});

const group = (
  kind: GroupRule['kind'],
  prefixes: string[],
  rule: Omit<GroupRule, 'kind' | 'prefixes'>
): GroupRule => ({ kind, prefixes, ...rule });
const metrics = (operators: Operator[]) =>
  group('metric', ['metrics', 'metric'], { type: 'number', operators, orderable: true });
const params = (operators: Operator[]) =>
  group('param', ['params', 'param', 'parameters', 'parameter'], {
    type: 'text',
    operators,
    orderable: true
  });
const tags = (operators: Operator[], orderable = true) =>
  group('tag', ['tags', 'tag'], { type: 'text', operators, orderable });
const datasets = (operators: Operator[]) =>
  group('dataset', ['datasets', 'dataset'], {
    type: 'text',
    operators,
    keys: ['name', 'digest', 'context']
  });

const attributePrefixes = ['attributes', 'attribute', 'attr', 'run'];
const STATUSES = ['running', 'stale', 'finished', 'failed', 'killed'];
const STAGES = ['active', 'deleted'];

/** Runs, as Atelier's own routes search them. */
export const runSearch: SearchGrammar = {
  subject: 'runs',
  extended: true,
  attributePrefixes,
  groups: [
    metrics([...ORDER, ...PRESENCE]),
    params(ALL_TEXT),
    tags(ALL_TEXT),
    datasets([...LIKE, ...LISTS])
  ],
  attributes: [
    text(['name', 'run_name', 'run name'], ALL_TEXT),
    text('status', [...LIKE, ...LISTS], { values: STATUSES }),
    {
      names: ['started', 'start_time', 'created'],
      type: 'time',
      operators: ORDER,
      orderable: true
    },
    {
      names: ['ended', 'end_time'],
      type: 'time',
      operators: [...ORDER, ...PRESENCE],
      orderable: true
    },
    {
      names: ['duration'],
      type: 'duration',
      operators: [...ORDER, ...PRESENCE],
      orderable: true
    },
    text(['experiment', 'experiment_name'], [...LIKE, ...LISTS]),
    text(['user', 'user_id'], ALL_TEXT),
    text('notebook', ALL_TEXT),
    text(['parent', 'parent_id'], ALL_TEXT),
    text(['id', 'run_id'], [...LIKE, ...LISTS]),
    text('artifact_uri'),
    text('lifecycle_stage', LIKE, { values: STAGES, orderable: false })
  ]
};

/** Runs, as MLflow's clients search them. */
export const mlflowRunSearch: SearchGrammar = {
  subject: 'runs',
  extended: false,
  attributePrefixes,
  groups: [
    metrics(ORDER),
    params([...LIKE, ...PRESENCE]),
    tags([...LIKE, ...PRESENCE]),
    datasets([...LIKE, ...LISTS])
  ],
  attributes: [
    text(['name', 'run_name', 'run name']),
    text('status', LIKE, { values: ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] }),
    number(['started', 'start_time', 'created']),
    number(['ended', 'end_time']),
    text(['user', 'user_id']),
    text(['id', 'run_id'], [...LIKE, ...LISTS]),
    text('experiment_id', LIKE, { orderable: false }),
    text('artifact_uri'),
    text('lifecycle_stage', LIKE, { values: STAGES, orderable: false })
  ]
};

export const mlflowExperimentSearch: SearchGrammar = {
  subject: 'experiments',
  extended: false,
  attributePrefixes: ['attributes', 'attribute', 'attr'],
  groups: [tags([...LIKE, ...PRESENCE], false)],
  attributes: [
    text('name'),
    text('experiment_id', [...LIKE, 'IN']),
    number('creation_time'),
    number('last_update_time')
  ]
};

export const mlflowRegisteredModelSearch: SearchGrammar = {
  subject: 'registered models',
  extended: false,
  attributePrefixes: ['attributes', 'attribute', 'attr'],
  groups: [tags(LIKE, false)],
  attributes: [
    text('name', [...LIKE, 'IN']),
    { ...number(['last_updated_timestamp', 'timestamp', 'last_updated_time']), operators: [] },
    { ...number('creation_timestamp'), operators: [] }
  ]
};

export const mlflowModelVersionSearch: SearchGrammar = {
  subject: 'model versions',
  extended: false,
  attributePrefixes: ['attributes', 'attribute', 'attr'],
  groups: [tags(LIKE, false)],
  attributes: [
    text('name', LIKE),
    number('version_number'),
    text('run_id', ['=', 'IN']),
    text('source_path', LIKE),
    { ...number('creation_timestamp'), operators: [] },
    { ...number('last_updated_timestamp'), operators: [] }
  ]
};

export const mlflowLoggedModelSearch: SearchGrammar = {
  subject: 'logged models',
  extended: false,
  attributePrefixes: ['attributes', 'attribute', 'attr'],
  groups: [metrics(ORDER), params([...LIKE, ...LISTS]), tags([...LIKE, ...LISTS])],
  attributes: [
    text('name', [...LIKE, ...LISTS]),
    text('model_id', [...LIKE, ...LISTS]),
    text('model_type', [...LIKE, ...LISTS]),
    text('status', [...LIKE, ...LISTS]),
    text('source_run_id', [...LIKE, ...LISTS]),
    text('experiment_id', [...LIKE, ...LISTS]),
    number(['creation_timestamp', 'creation_timestamp_ms', 'creation_time']),
    number(['last_updated_timestamp', 'last_updated_timestamp_ms', 'last_updated_time'])
  ]
};
