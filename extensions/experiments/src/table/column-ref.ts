import type { Run } from '@atelier-ml/api';
import { toNumber, writeField } from '@atelier-ml/api';

/** A column: an attribute such as `status`, or `metrics.<key>`, `params.<key>`, `tags.<key>`. */
export type ColumnRef = string;

export type ColumnKind = 'attribute' | 'metric' | 'param' | 'tag';

export interface ColumnField {
  readonly kind: ColumnKind;
  readonly key: string;
}

/** Attributes that the server orders by, under the names of its filter language. */
export const ATTRIBUTES = [
  'status',
  'started',
  'duration',
  'ended',
  'user',
  'notebook',
  'experiment',
  'id'
] as const;

export function fieldOf(ref: ColumnRef): ColumnField {
  const found = /^(metric|param|tag)s\.(.+)$/s.exec(ref);
  return found ? { kind: found[1] as ColumnKind, key: found[2]! } : { kind: 'attribute', key: ref };
}

/** The column as filters and orders of the server name it. */
export function serverField(ref: ColumnRef): string {
  const { kind, key } = fieldOf(ref);
  return kind === 'attribute' ? key : writeField(kind, key);
}

/** What a run has in a column, as text: for files. Empty where it has nothing. */
export function plainValue(run: Run, ref: ColumnRef): string | number | null {
  const { kind, key } = fieldOf(ref);
  switch (kind) {
    case 'metric':
      return run.metrics[key] ? toNumber(run.metrics[key].last) : null;
    case 'param':
      return run.params[key] ?? null;
    case 'tag':
      return run.tags[key] ?? null;
    case 'attribute':
      return attributeOf(run, key);
  }
}

function attributeOf(run: Run, key: string): string | number | null {
  switch (key) {
    case 'name':
      return run.name;
    case 'status':
      return run.status;
    case 'started':
      return new Date(run.startedAt).toISOString();
    case 'ended':
      return run.endedAt === null ? null : new Date(run.endedAt).toISOString();
    case 'duration':
      return run.endedAt === null ? null : (run.endedAt - run.startedAt) / 1000;
    case 'user':
      return run.user;
    case 'notebook':
      return run.notebook;
    case 'experiment':
      return run.experimentName;
    default:
      return run.id;
  }
}
