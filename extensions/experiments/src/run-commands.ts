import { icons, showFormDialog } from '@atelier-ml/ui';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { chooseRun } from './choose-asset.ts';
import { ASSET_ARGS, RUNS_ARGS, WORKSPACE_ARGS } from './command-args.ts';
import { CommandIDs } from './command-ids.ts';
import { deleteRuns, exportedRun, notebookPath, saveFile } from './runs/index.ts';
import type { ExperimentsServices } from './services.ts';

/** Points of a metric that an export asks for; the server samples what is more. */
const EXPORTED_POINTS = 100_000;

/** The commands that are about runs. */
export function addRunCommands(services: ExperimentsServices): void {
  const { client, commands, notifier, pages, scope, trans } = services;
  const scopeOf = (args: ReadonlyPartialJSONObject) =>
    typeof args.workspace === 'string' ? args.workspace : scope.reference;

  commands.addCommand(CommandIDs.openRuns, {
    label: trans.__('All Runs'),
    caption: trans.__('Show the runs of all experiments in one table'),
    icon: icons.table,
    describedBy: { args: WORKSPACE_ARGS },
    execute: args => pages.open('runs', { workspace: scopeOf(args) })
  });

  commands.addCommand(CommandIDs.openRun, {
    label: trans.__('Open Run'),
    caption: trans.__('Open the page of a run'),
    icon: icons.open,
    describedBy: { args: ASSET_ARGS },
    execute: async args => {
      const run = await chooseRun(args, services, trans.__('Open run'));
      if (run) {
        pages.open('run', run);
      }
    }
  });

  commands.addCommand(CommandIDs.dockRun, {
    label: trans.__('Dock Live Charts'),
    caption: trans.__('Show the charts of a run in a tab beside this one'),
    icon: icons.chart,
    describedBy: { args: ASSET_ARGS },
    execute: async args => {
      const run = await chooseRun(args, services, trans.__('Dock live charts'));
      if (run) {
        pages.open('run-live', run, { beside: true });
      }
    }
  });

  commands.addCommand(CommandIDs.renameRun, {
    label: trans.__('Rename Run…'),
    caption: trans.__('Give a run another name'),
    icon: icons.edit,
    describedBy: { args: ASSET_ARGS },
    execute: async args => {
      const run = await chooseRun(args, services, trans.__('Rename run'));
      if (run) {
        const params = { workspace: run.workspace, run: run.id };
        await showFormDialog({
          trans,
          title: trans.__('Rename run'),
          accept: trans.__('Rename'),
          fields: [
            {
              name: 'name',
              kind: 'text',
              label: trans.__('Name'),
              required: true,
              maximumLength: 250
            }
          ],
          values: { name: run.name },
          submit: values =>
            client.api.runs.update({ params, body: { name: String(values.name).trim() } })
        });
      }
    }
  });

  commands.addCommand(CommandIDs.tagRun, {
    label: trans.__('Edit Tags of Run…'),
    caption: trans.__('Add, change and remove the tags of a run'),
    icon: icons.tag,
    describedBy: { args: ASSET_ARGS },
    execute: async args => {
      const chosen = await chooseRun(args, services, trans.__('Tag run'));
      if (!chosen) {
        return;
      }
      const params = { workspace: chosen.workspace, run: chosen.id };
      const run = await notifier.attempt(() => client.api.runs.get({ params }));
      if (run) {
        await showFormDialog({
          trans,
          title: trans.__('Tags of %1', run.name),
          accept: trans.__('Save'),
          fields: [{ name: 'tags', kind: 'key-values', label: trans.__('Tags') }],
          values: { tags: run.tags },
          submit: values =>
            client.api.runs.update({
              params,
              body: { tags: values.tags as Record<string, string> }
            })
        });
      }
    }
  });

  commands.addCommand(CommandIDs.exportRun, {
    label: args =>
      args.format === 'csv' ? trans.__('Export Metrics as CSV') : trans.__('Export Run as JSON'),
    caption: trans.__('Save a run with its metrics as a file'),
    icon: icons.download,
    describedBy: {
      args: {
        ...ASSET_ARGS,
        properties: {
          ...(ASSET_ARGS.properties as object),
          format: { type: 'string', enum: ['json', 'csv'] }
        }
      }
    },
    execute: async args => {
      const chosen = await chooseRun(args, services, trans.__('Export run'));
      if (chosen) {
        const params = { workspace: chosen.workspace, run: chosen.id };
        await notifier.attempt(async () => {
          const [run, history] = await Promise.all([
            client.api.runs.get({ params }),
            client.api.runs.history({ params, query: { maximumPoints: EXPORTED_POINTS } })
          ]);
          saveFile(exportedRun(run, history.series, args.format === 'csv' ? 'csv' : 'json'));
        });
      }
    }
  });

  commands.addCommand(CommandIDs.deleteRun, {
    label: args =>
      Array.isArray(args.runs) && args.runs.length > 1
        ? trans.__('Delete %1 Runs…', args.runs.length)
        : trans.__('Delete Run…'),
    caption: trans.__('Delete runs with their metrics and artifacts'),
    icon: icons.delete,
    describedBy: {
      args: {
        ...ASSET_ARGS,
        properties: {
          ...(ASSET_ARGS.properties as object),
          ...(RUNS_ARGS.properties as object)
        }
      }
    },
    execute: async args => {
      const runs = Array.isArray(args.runs) ? args.runs.map(String) : [];
      if (runs.length > 0) {
        await deleteRuns(services, scopeOf(args), runs);
        return;
      }
      const run = await chooseRun(args, services, trans.__('Delete run'));
      if (run) {
        await deleteRuns(services, run.workspace, [run.id], run.name);
      }
    }
  });

  commands.addCommand(CommandIDs.openNotebook, {
    label: trans.__('Open Notebook'),
    caption: trans.__('Open the notebook that the run was logged from'),
    icon: icons.notebook,
    isVisible: args => typeof args.path === 'string' && args.path !== '',
    describedBy: {
      args: {
        type: 'object',
        properties: { path: { type: 'string', description: 'Path of the notebook' } },
        required: ['path']
      }
    },
    execute: args =>
      notifier.attempt(() =>
        commands.execute('docmanager:open', { path: notebookPath(String(args.path)) })
      )
  });
}
