import { showFormDialog } from '@atelier-ml/ui';
import type { ComparisonModel } from '../comparison/index.ts';
import type { ExperimentsServices } from '../services.ts';

/** Lets the user choose a further run; those of the same experiments come first. */
export async function addRunsToComparison(
  model: ComparisonModel,
  services: ExperimentsServices,
  workspace: string
): Promise<void> {
  const { client, notifier, trans } = services;
  const page = await notifier.attempt(() =>
    client.api.runs.list({ params: { workspace }, query: { limit: 500 } })
  );
  const compared = new Set(model.runs.map(({ live }) => live.id));
  const experiments = new Set(model.known.map(run => run.experimentId));
  const others = page?.items.filter(({ id }) => !compared.has(id)) ?? [];
  if (others.length === 0) {
    if (page) {
      notifier.info(trans.__('There is no other run in this workspace.'));
    }
    return;
  }
  const near = others.filter(run => experiments.has(run.experimentId));
  const far = others.filter(run => !experiments.has(run.experimentId));
  const chosen = await showFormDialog<string>({
    trans,
    title: trans.__('Add run'),
    accept: trans.__('Add'),
    fields: [
      {
        name: 'run',
        kind: 'select',
        label: trans.__('Run'),
        required: true,
        options: [...near, ...far].map(({ id, name, experimentName }) => ({
          value: id,
          label: `${experimentName} / ${name}`
        }))
      }
    ],
    submit: async values => String(values.run)
  });
  if (chosen) {
    model.add([chosen]);
  }
}
