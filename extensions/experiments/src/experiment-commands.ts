import { agreed } from '@atelier-ml/shell';
import type { Experiment } from '@atelier-ml/api';
import { icons, showFormDialog } from '@atelier-ml/ui';
import type { FieldSpec } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import { chooseExperiment } from './choose-asset.ts';
import { ASSET_ARGS, NO_ARGS } from './command-args.ts';
import { CommandIDs } from './command-ids.ts';
import type { ExperimentsServices } from './services.ts';

const fields = (trans: TranslationBundle): FieldSpec[] => [
  {
    name: 'name',
    kind: 'text',
    label: trans.__('Name'),
    required: true,
    maximumLength: 128,
    pattern: /^[\p{L}\p{N}][\p{L}\p{N}._ -]*$/u,
    patternMessage: trans.__(
      'Start with a letter or digit; then letters, digits, spaces, dots, dashes and underscores.'
    )
  },
  { name: 'description', kind: 'textarea', label: trans.__('Description') }
];

/** The commands that are about experiments. */
export function addExperimentCommands(services: ExperimentsServices): void {
  const { client, commands, filter, notifier, pages, panels, scope, trans } = services;

  commands.addCommand(CommandIDs.openPanel, {
    label: trans.__('Show Experiments'),
    caption: trans.__('Show the panel with experiments and runs'),
    icon: icons.experiments,
    describedBy: { args: NO_ARGS },
    execute: () => panels.open('experiments')
  });

  commands.addCommand(CommandIDs.create, {
    label: args => (args.isPalette ? trans.__('New Experiment…') : trans.__('New Experiment')),
    caption: trans.__('Create an experiment, which runs can then be logged to'),
    icon: icons.add,
    describedBy: { args: NO_ARGS },
    execute: async () => {
      const created = await showFormDialog<Experiment>({
        trans,
        title: trans.__('New experiment'),
        accept: trans.__('Create'),
        fields: fields(trans),
        submit: values =>
          client.api.experiments.create({
            params: { workspace: scope.reference },
            body: { name: String(values.name).trim(), description: String(values.description) }
          })
      });
      if (created) {
        pages.open('experiment', {
          id: created.id,
          name: created.name,
          workspace: created.workspaceId
        });
      }
      return created;
    }
  });

  commands.addCommand(CommandIDs.open, {
    label: trans.__('Open Experiment'),
    caption: trans.__('Open the page of an experiment'),
    icon: icons.open,
    describedBy: { args: ASSET_ARGS },
    execute: async args => {
      const experiment = await chooseExperiment(args, services, trans.__('Open experiment'));
      if (experiment) {
        pages.open('experiment', experiment);
      }
    }
  });

  commands.addCommand(CommandIDs.showRuns, {
    label: trans.__('Show Its Runs in the Panel'),
    caption: trans.__('Show only the runs of this experiment in the panel'),
    icon: icons.filter,
    describedBy: { args: ASSET_ARGS },
    execute: async args => {
      const experiment = await chooseExperiment(args, services, trans.__('Show runs'));
      if (experiment) {
        filter.showExperiment({ id: experiment.id, name: experiment.name });
        panels.open('experiments', 'runs');
      }
    }
  });

  commands.addCommand(CommandIDs.rename, {
    label: trans.__('Rename or Describe Experiment…'),
    caption: trans.__('Change name or description of an experiment'),
    icon: icons.edit,
    describedBy: { args: ASSET_ARGS },
    execute: async args => {
      const chosen = await chooseExperiment(args, services, trans.__('Rename experiment'));
      if (!chosen) {
        return;
      }
      const params = { workspace: chosen.workspace, experiment: chosen.id };
      const experiment = await notifier.attempt(() => client.api.experiments.get({ params }));
      if (experiment) {
        await showFormDialog({
          trans,
          title: trans.__('Edit experiment'),
          accept: trans.__('Save'),
          fields: fields(trans),
          values: { name: experiment.name, description: experiment.description },
          submit: values =>
            client.api.experiments.update({
              params,
              body: { name: String(values.name).trim(), description: String(values.description) }
            })
        });
      }
    }
  });

  commands.addCommand(CommandIDs.delete, {
    label: trans.__('Delete Experiment…'),
    caption: trans.__('Move an experiment with all its runs to the trash'),
    icon: icons.delete,
    describedBy: { args: ASSET_ARGS },
    execute: async args => {
      const chosen = await chooseExperiment(args, services, trans.__('Delete experiment'));
      if (!chosen) {
        return;
      }
      const { id, name } = chosen;
      const isAgreed = await agreed(services, {
        title: trans.__('Delete “%1”?', name),
        body: trans.__(
          'The experiment goes to the trash with all its runs, and can be restored from there.'
        )
      });
      if (isAgreed) {
        const params = { workspace: chosen.workspace, experiment: id };
        await notifier.attempt(() => client.api.experiments.delete({ params }));
      }
    }
  });
}
