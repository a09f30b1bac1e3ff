import { icons } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { PolledModel } from '../models/polled-model.ts';
import type { INotifier } from '../tokens.ts';
import { showUnsynced } from './unsynced-dialog.tsx';
import type { Waiting } from './unsynced-model.ts';

export const SHOW_UNSYNCED = 'atelier:show-unsynced';

/** What an attempt to send has done, as `atelier sync` reports it. */
export interface SendReport {
  entries: number;
  journals: { state: 'delivered' | 'held' | 'refused' | 'failed'; error: string | null }[];
}

export interface UnsyncedCommandDeps {
  commands: CommandRegistry;
  trans: TranslationBundle;
  notifier: INotifier;
  model: PolledModel<Waiting>;
  fetch(): Promise<Waiting>;
  send(): Promise<SendReport>;
}

/** The command that shows what waits, and sends it. */
export function addUnsyncedCommand(deps: UnsyncedCommandDeps): void {
  const { commands, model, notifier, trans } = deps;
  commands.addCommand(SHOW_UNSYNCED, {
    label: trans.__('Show Unsynced Runs'),
    caption: trans.__('Show what was logged on this machine and is not on the server yet'),
    icon: icons.upload,
    describedBy: { args: { type: 'object', properties: {} } },
    execute: async () => {
      const waiting = await notifier.attempt(deps.fetch);
      if (!waiting || !(await showUnsynced(trans, waiting))) {
        return;
      }
      const report = await notifier.attempt(deps.send);
      if (report) {
        tell(report, notifier, trans);
      }
      await model.refresh();
    }
  });
}

function tell(report: SendReport, notifier: INotifier, trans: TranslationBundle): void {
  const problem = report.journals.find(({ state }) => state === 'failed' || state === 'refused');
  if (problem) {
    notifier.error(new Error(problem.error ?? trans.__('Some of it could not be sent.')));
  } else if (report.entries > 0) {
    const { entries } = report;
    notifier.success(
      trans._n('%2 entry was sent.', '%2 entries were sent.', entries, entries.toLocaleString())
    );
  } else {
    notifier.success(trans.__('Processes that still run send their own as soon as they can.'));
  }
}
