import { toMetricValue } from '@atelier-ml/api';
import type { JournalEntryInput } from '@atelier-ml/api';

type WithoutPlace<T> = T extends unknown ? Omit<T, 'seq' | 'at'> : never;

/** A journal entry as the logging code knows it: its number is its place in the file. */
export type NewEntry = WithoutPlace<JournalEntryInput>;

export const entryLine = (at: number, entry: NewEntry): string =>
  `{"at":${at},${JSON.stringify(entry).slice(1)}\n`;

/** The line of one metric point, put together by hand: it is written far more often than any other. */
export function metricLine(at: number, keyJson: string, value: number, step: number): string {
  const text = Number.isFinite(value) ? String(value) : `"${String(toMetricValue(value))}"`;
  return `{"at":${at},"type":"metric","key":${keyJson},"value":${text},"step":${step}}\n`;
}

/** Lines and number of the entries of what a program has written. */
export function logLines(
  chunks: { stream: 'stdout' | 'stderr'; text: string }[]
): [lines: string, count: number] {
  const at = Date.now();
  return [chunks.map(chunk => entryLine(at, { type: 'log', ...chunk })).join(''), chunks.length];
}

const foreign = /[^\p{L}\p{N}_.\-/ :@%]/gu;

/** A name of a metric, param or tag as the server takes it: foreign characters become `_`. */
export function toKey(name: string): string {
  return name.replace(foreign, '_').slice(0, 250) || '_';
}

/** A value of a param or tag as text; objects as JSON. */
export function toText(value: unknown, limit: number): string {
  const text =
    typeof value === 'object' && value !== null ? (JSON.stringify(value) ?? '') : String(value);
  return text.slice(0, limit);
}

/** What an error says, as the end of a run keeps it. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, 10_000);
}

/** Params or tags as entries; what is undefined is left out, what makes no text is warned of. */
export function pairEntries(
  type: 'param' | 'tag',
  values: Record<string, unknown>,
  limit: number,
  warn: (message: string) => void
): { type: 'param' | 'tag'; key: string; value: string }[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) {
      return [];
    }
    try {
      return [{ type, key: toKey(name), value: toText(value, limit) }];
    } catch (error) {
      warn(`${type} “${name}” was not logged: ${messageOf(error)}`);
      return [];
    }
  });
}
