import type { TrashItem, TrashKind } from '@atelier-ml/api';
import { icons } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import type { JSONObject } from '@lumino/coreutils';

/** What a command needs to know of something in the trash. */
export interface TrashReference extends JSONObject {
  kind: TrashKind;
  id: string;
}

export const keyOf = ({ kind, id }: Pick<TrashItem, 'kind' | 'id'>): string => `${kind}:${id}`;

export const referenceTo = ({ kind, id }: TrashItem): TrashReference => ({ kind, id });

export const iconOf = (kind: TrashKind): LabIcon =>
  ({ experiment: icons.experiments, run: icons.run, 'logged-model': icons.models })[kind];

export const kindText = (kind: TrashKind, trans: TranslationBundle): string =>
  ({
    experiment: trans.__('Experiment'),
    run: trans.__('Run'),
    'logged-model': trans.__('Logged model')
  })[kind];
