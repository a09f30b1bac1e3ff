import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';

/** MIME type of a cell output that is a live view of a run: `{workspace, run}`. */
export const RUN_MEDIA_TYPE = 'application/vnd.atelier.run+json';

export interface RunReference {
  /** Id or name. */
  readonly workspace: string;
  readonly run: string;
}

/** The run that an output names; null if it names none. */
export function runReferenceOf(data: unknown): RunReference | null {
  const { workspace, run } = (data ?? {}) as Partial<Record<keyof RunReference, unknown>>;
  return typeof run === 'string' && /^[0-9a-f]{32}$/.test(run)
    ? { run, workspace: typeof workspace === 'string' && workspace ? workspace : '~' }
    : null;
}

/** What the output says to readers that know nothing of runs: safe HTML, or text. */
export interface StaticOutput {
  readonly html?: string;
  readonly text?: string;
}

export function staticOutputOf(
  data: IRenderMime.IMimeModel['data'],
  sanitizer: IRenderMime.ISanitizer
): StaticOutput {
  const html = textOf(data['text/html']);
  const text = textOf(data['text/plain']);
  return { ...(html && { html: sanitizer.sanitize(html) }), ...(text && { text }) };
}

/** A notebook file keeps text as a list of lines. */
function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join('') : typeof value === 'string' ? value : '';
}
