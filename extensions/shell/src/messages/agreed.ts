import { confirm } from '@atelier-ml/ui';
import type { ConfirmOptions } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IPreferences } from '../tokens.ts';

/** Asks before something is lost, unless the user wants no such questions. `accept` is “Delete” if left out. */
export async function agreed(
  { preferences, trans }: { preferences: IPreferences; trans: TranslationBundle },
  question: Pick<ConfirmOptions, 'title' | 'body'> & { accept?: string }
): Promise<boolean> {
  return (
    !preferences.confirmDelete ||
    confirm({ trans, accept: trans.__('Delete'), danger: true, ...question })
  );
}
