import type { FieldSpec } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';

/** The fields that ask for the content of a version. */
export function contentFields(trans: TranslationBundle): FieldSpec[] {
  return [
    {
      name: 'file',
      kind: 'file',
      label: trans.__('File'),
      required: true,
      help: trans.__(
        'CSV, TSV and JSON lines become tables with a preview and statistics; any other file is kept as it is.'
      )
    }
  ];
}

/** The name that was typed, else the file's name without its ending, made fit for a name. */
export function nameOf(typed: unknown, filename: string): string {
  const name = String(typed ?? '').trim();
  if (name) {
    return name;
  }
  const stem = filename.replace(/\.[^.]+$/, '');
  return (
    stem.replace(/[^\p{L}\p{N}._ -]+/gu, '-').replace(/^[^\p{L}\p{N}]+|\s+$/gu, '') || 'dataset'
  );
}
