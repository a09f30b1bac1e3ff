import { showFormDialog } from '@atelier-ml/ui';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { AssetArgs, ExperimentsServices } from './services.ts';

interface Choice {
  readonly id: string;
  readonly name: string;
  readonly label: string;
}

/** What the arguments name, else what the user chooses in a dialog; null if there is nothing or nobody chose. */
async function chooseAsset(
  args: ReadonlyPartialJSONObject,
  services: ExperimentsServices,
  dialog: { title: string; field: string; none: string; fetch(): Promise<readonly Choice[]> }
): Promise<AssetArgs | null> {
  if (typeof args.id === 'string') {
    return {
      id: args.id,
      name: String(args.name ?? ''),
      workspace: typeof args.workspace === 'string' ? args.workspace : services.scope.reference
    };
  }
  const { trans, notifier, scope } = services;
  const choices = await notifier.attempt(dialog.fetch);
  if (!choices?.length) {
    if (choices) {
      notifier.info(dialog.none);
    }
    return null;
  }
  return showFormDialog<AssetArgs>({
    trans,
    title: dialog.title,
    accept: trans.__('Continue'),
    fields: [
      {
        name: 'id',
        kind: 'select',
        label: dialog.field,
        required: true,
        options: choices.map(({ id, label }) => ({ value: id, label }))
      }
    ],
    submit: async values => {
      const chosen = choices.find(choice => choice.id === values.id);
      return { id: String(values.id), name: chosen?.name ?? '', workspace: scope.reference };
    }
  });
}

/** The experiment that a command is about. */
export function chooseExperiment(
  args: ReadonlyPartialJSONObject,
  services: ExperimentsServices,
  title: string
): Promise<AssetArgs | null> {
  const { trans, client, scope } = services;
  return chooseAsset(args, services, {
    title,
    field: trans.__('Experiment'),
    none: trans.__('This workspace has no experiment yet.'),
    fetch: async () => {
      const params = { workspace: scope.reference };
      const { items } = await client.api.experiments.list({ params, query: { limit: 200 } });
      return items.map(({ id, name }) => ({ id, name, label: name }));
    }
  });
}

/** The run that a command is about. */
export function chooseRun(
  args: ReadonlyPartialJSONObject,
  services: ExperimentsServices,
  title: string
): Promise<AssetArgs | null> {
  const { trans, client, scope } = services;
  return chooseAsset(args, services, {
    title,
    field: trans.__('Run'),
    none: trans.__('This workspace has no run yet.'),
    fetch: async () => {
      const params = { workspace: scope.reference };
      const { items } = await client.api.runs.list({ params, query: { limit: 200 } });
      return items.map(({ id, name, experimentName }) => ({
        id,
        name,
        label: `${experimentName} / ${name}`
      }));
    }
  });
}
