import type { TrashSelection } from '@atelier-ml/api';
import { icons, showFormDialog } from '@atelier-ml/ui';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import { NO_ARGS } from '../command-args.ts';
import { CommandIDs } from '../command-ids.ts';
import type { ExperimentsServices } from '../services.ts';
import { askToPurge } from './purge-dialog.tsx';
import type { TrashReference } from './trash-item.ts';

const ITEMS_ARGS: ReadonlyJSONObject = {
  type: 'object',
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        properties: { kind: { type: 'string' }, id: { type: 'string' } }
      },
      description: 'What is meant, by kind and id; all that lies in the trash if left out'
    },
    workspace: { type: 'string', description: 'Id of the workspace; the active one if left out' }
  }
};

const DEFAULT_DAYS = 30;

const itemsIn = (args: { items?: unknown }): TrashReference[] =>
  Array.isArray(args.items) ? (args.items as TrashReference[]) : [];

/** The commands that are about what was deleted. */
export function addTrashCommands(services: ExperimentsServices): void {
  const { client, commands, notifier, pages, scope, trans } = services;
  const workspaceOf = (args: { workspace?: unknown }): string =>
    typeof args.workspace === 'string' ? args.workspace : scope.reference;

  commands.addCommand(CommandIDs.openTrash, {
    label: trans.__('Open Trash'),
    caption: trans.__('Show deleted experiments and runs: restore them, or delete them for good'),
    icon: icons.delete,
    describedBy: { args: NO_ARGS },
    execute: () => pages.open('trash', { workspace: scope.reference })
  });

  commands.addCommand(CommandIDs.restoreTrashed, {
    label: trans.__('Restore'),
    caption: trans.__('Take it out of the trash'),
    icon: icons.refresh,
    describedBy: { args: ITEMS_ARGS },
    isEnabled: args => itemsIn(args).length > 0,
    execute: async args => {
      const answer = await notifier.attempt(() =>
        client.api.trash.restore({
          params: { workspace: workspaceOf(args) },
          body: { items: itemsIn(args) }
        })
      );
      if (answer?.restored) {
        notifier.success(trans._n('%1 restored', '%1 restored', answer.restored));
      }
      if (answer?.refused.length) {
        const [first, ...more] = answer.refused;
        const others = more.length
          ? ` ${trans._n('%1 more was not restored.', '%1 more were not restored.', more.length)}`
          : '';
        notifier.info(`${first.message}${others}`);
      }
    }
  });

  commands.addCommand(CommandIDs.purgeTrashed, {
    label: args => (itemsIn(args).length ? trans.__('Delete for Good…') : trans.__('Empty Trash…')),
    caption: trans.__('Remove it with all its files; there is no way back'),
    icon: icons.delete,
    describedBy: { args: ITEMS_ARGS },
    execute: async args => {
      const items = itemsIn(args);
      const selection: TrashSelection = items.length ? { type: 'items', items } : { type: 'all' };
      const title = items.length
        ? trans._n('Delete this for good?', 'Delete these %1 for good?', items.length)
        : trans.__('Empty the trash?');
      const workspace = workspaceOf(args);
      if (await askToPurge({ api: client.api, trans, workspace, selection, title })) {
        await notifier.attempt(() =>
          client.api.trash.collect({ params: { workspace }, body: { selection } })
        );
      }
    }
  });

  commands.addCommand(CommandIDs.setRetention, {
    label: trans.__('Keep Trash for…'),
    caption: trans.__('Say how long this workspace keeps what is deleted'),
    icon: icons.clock,
    describedBy: { args: NO_ARGS },
    execute: async args => {
      const params = { workspace: workspaceOf(args) };
      const found = await notifier.attempt(() => client.api.trash.retention({ params }));
      if (!found) {
        return;
      }
      await showFormDialog({
        trans,
        title: trans.__('How long the trash is kept'),
        accept: trans.__('Save'),
        fields: [
          {
            name: 'keep',
            kind: 'select',
            label: trans.__('What is deleted'),
            required: true,
            options: [
              { value: 'days', label: trans.__('goes for good after some days') },
              { value: 'forever', label: trans.__('stays until somebody empties the trash') }
            ]
          },
          {
            name: 'days',
            kind: 'number',
            label: trans.__('Days'),
            required: true,
            integer: true,
            minimum: 0,
            maximum: 36_500,
            when: values => values.keep === 'days'
          }
        ],
        values: {
          keep: found.days === null ? 'forever' : 'days',
          days: found.days ?? DEFAULT_DAYS
        },
        submit: values =>
          client.api.trash.setRetention({
            params,
            body: { days: values.keep === 'forever' ? null : Number(values.days) }
          })
      });
    }
  });
}
