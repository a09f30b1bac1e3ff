import type { RunSource } from '../run-source.ts';
import { readSource } from '../run-source.ts';
import type { ComparisonSettings } from '../settings.ts';
import { readSettings } from '../settings.ts';

/** MIME type of a cell output that is a live comparison: `{workspace, source, settings}`. */
export const COMPARISON_MEDIA_TYPE = 'application/vnd.atelier.comparison+json';

export interface ComparisonReference {
  /** Id or name. */
  readonly workspace: string;
  readonly source: RunSource;
  readonly settings: ComparisonSettings;
}

/** The comparison that an output names; null if it names no runs. */
export function comparisonReferenceOf(data: unknown): ComparisonReference | null {
  const { workspace, source, settings } = (data ?? {}) as Record<string, unknown>;
  const runs = readSource(source);
  return (
    runs && {
      workspace: typeof workspace === 'string' && workspace ? workspace : '~',
      source: runs,
      settings: readSettings(settings)
    }
  );
}
