import type { Workspace } from '@atelier-ml/api';
import { confirm, icons, showFormDialog } from '@atelier-ml/ui';
import type { FieldSpec } from '@atelier-ml/ui';
import type { IApiClient, INotifier, IWorkspaceScope } from '@atelier-ml/shell';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

export const CommandIDs = {
  switch: 'workspaces:switch-workspace',
  create: 'workspaces:create-workspace',
  rename: 'workspaces:rename-workspace',
  delete: 'workspaces:delete-workspace',
  choose: 'workspaces:open-menu'
} as const;

export interface CommandDeps {
  commands: CommandRegistry;
  client: IApiClient;
  scope: IWorkspaceScope;
  notifier: INotifier;
  trans: TranslationBundle;
  /** Opens the menu of the status bar. */
  openMenu(): void;
}

const workspaceArguments = {
  args: {
    type: 'object',
    properties: {
      workspace: {
        type: 'string',
        description: 'Id or name of the workspace; the active one if left out'
      }
    }
  }
};
const switchArguments = {
  args: {
    type: 'object',
    properties: {
      ...workspaceArguments.args.properties,
      name: { type: 'string', description: 'What a menu calls it' },
      active: { type: 'boolean', description: 'Whether a menu ticks it' }
    }
  }
};
const noArguments = { args: { type: 'object', properties: {} } };
const targetOf = ({ workspace }: ReadonlyPartialJSONObject, scope: IWorkspaceScope): string =>
  typeof workspace === 'string' ? workspace : scope.reference;

function fieldsOf(trans: TranslationBundle): FieldSpec[] {
  return [
    {
      name: 'name',
      kind: 'text',
      label: trans.__('Name'),
      required: true,
      maximumLength: 128,
      help: trans.__('Letters, digits, spaces, dots, dashes and underscores.')
    },
    { name: 'description', kind: 'textarea', label: trans.__('Description') }
  ];
}

const bodyOf = (values: Record<string, unknown>) => ({
  name: String(values.name).trim(),
  description: String(values.description)
});

/** Create, rename, delete, switch; each also by keyboard through the palette. */
export function addCommands(deps: CommandDeps): void {
  const { commands, client, scope, trans, notifier } = deps;
  commands.addCommand(CommandIDs.choose, {
    label: trans.__('Switch Workspace…'),
    caption: trans.__('Choose the workspace that lists, notebooks and new assets belong to'),
    icon: icons.workspace,
    describedBy: noArguments,
    execute: () => deps.openMenu()
  });
  commands.addCommand(CommandIDs.switch, {
    label: args => (typeof args.name === 'string' ? args.name : trans.__('Switch to Workspace')),
    caption: trans.__('Make a workspace the active one'),
    icon: args =>
      args.name === undefined ? icons.workspace : args.active ? icons.check : undefined,
    isToggleable: true,
    isToggled: args => args.active === true,
    describedBy: switchArguments,
    execute: args => notifier.attempt(() => scope.activate(targetOf(args, scope)))
  });
  commands.addCommand(CommandIDs.create, {
    label: trans.__('New Workspace…'),
    caption: trans.__('Create a workspace and switch to it'),
    icon: icons.add,
    describedBy: noArguments,
    execute: async () => {
      const created = await showFormDialog({
        trans,
        title: trans.__('New workspace'),
        accept: trans.__('Create'),
        fields: fieldsOf(trans),
        submit: values => client.api.workspaces.create({ body: bodyOf(values) })
      });
      if (created) {
        await notifier.attempt(() => scope.activate(created.id));
      }
    }
  });
  commands.addCommand(CommandIDs.rename, {
    label: trans.__('Rename Workspace…'),
    caption: trans.__('Change name and description of a workspace'),
    icon: icons.edit,
    describedBy: workspaceArguments,
    execute: args => notifier.attempt(() => rename(deps, targetOf(args, scope)))
  });
  commands.addCommand(CommandIDs.delete, {
    label: trans.__('Delete Workspace…'),
    caption: trans.__('Delete an empty workspace'),
    icon: icons.delete,
    describedBy: workspaceArguments,
    execute: args => notifier.attempt(() => remove(deps, targetOf(args, scope)))
  });
}

async function rename({ client, trans }: CommandDeps, workspace: string): Promise<void> {
  const before = await client.api.workspaces.get({ params: { workspace } });
  await showFormDialog<Workspace>({
    trans,
    title: trans.__('Rename workspace'),
    accept: trans.__('Save'),
    fields: fieldsOf(trans),
    values: { name: before.name, description: before.description },
    submit: values =>
      client.api.workspaces.update({ params: { workspace: before.id }, body: bodyOf(values) })
  });
}

async function remove({ client, trans, notifier }: CommandDeps, workspace: string): Promise<void> {
  const { id, name } = await client.api.workspaces.get({ params: { workspace } });
  const agreed = await confirm({
    trans,
    title: trans.__('Delete workspace “%1”?', name),
    body: trans.__('Only an empty workspace can be deleted. This cannot be undone.'),
    accept: trans.__('Delete'),
    danger: true
  });
  if (agreed) {
    await client.api.workspaces.delete({ params: { workspace: id } });
    notifier.success(trans.__('Workspace “%1” is deleted.', name));
  }
}
