import type { Workspace } from '@atelier-ml/api';
import type { Command } from 'commander';
import { listAll } from '../list.ts';
import type { CliContext } from '../context.ts';
import { formatTime } from '../table.ts';

const columns = {
  '': (row: Workspace) => (row.active ? '*' : ' '),
  name: (row: Workspace) => row.name,
  changed: (row: Workspace) => formatTime(row.updatedAt),
  description: (row: Workspace) => row.description
};

export function register(program: Command, { action, client, print }: CliContext): void {
  const workspaces = program.command('workspaces').description('scopes of all assets');

  workspaces
    .command('list')
    .description('list workspaces; the active one has a star')
    .option('--search <text>', 'text that name or description contains')
    .action(
      action(async ({ search }: { search?: string }) => {
        const { workspaces: api } = await client();
        const found = await listAll(cursor => api.list({ query: { search, cursor } }));
        print(found, { rows: found.items, columns });
      })
    );
  workspaces
    .command('create <name>')
    .description('create a workspace')
    .option('--description <text>', 'what it is for', '')
    .action(
      action(async (name: string, { description }: { description: string }) => {
        print(await (await client()).workspaces.create({ body: { name, description } }));
      })
    );
  workspaces
    .command('show <workspace>')
    .description('show a workspace by name, id or ~ (the active one)')
    .action(
      action(async (workspace: string) => {
        print(await (await client()).workspaces.get({ params: { workspace } }));
      })
    );
  workspaces
    .command('update <workspace>')
    .description('rename or describe a workspace')
    .option('--name <name>', 'new name')
    .option('--description <text>', 'what it is for')
    .action(
      action(async (workspace: string, body: { name?: string; description?: string }) => {
        print(await (await client()).workspaces.update({ params: { workspace }, body }));
      })
    );
  workspaces
    .command('activate <workspace>')
    .description('make it the one that you work in')
    .action(
      action(async (workspace: string) => {
        print(await (await client()).workspaces.activate({ params: { workspace } }));
      })
    );
  workspaces
    .command('delete <workspace>')
    .description('delete an empty workspace')
    .action(
      action(async (workspace: string) => {
        print(await (await client()).workspaces.delete({ params: { workspace } }));
      })
    );
}
