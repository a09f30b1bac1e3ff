import { AtelierError } from '@atelier-ml/api';
import type { Lineage } from '@atelier-ml/api';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';

interface Query {
  direction?: 'both' | 'up' | 'down';
  depth?: string;
  limit?: string;
}

/** Adds `lineage` to the commands of what has one; these must be registered before. */
export function register(program: Command, { action, client, print, workspace }: CliContext): void {
  const add = (
    area: string,
    argument: string,
    ask: (workspace: string, reference: string, query: Query) => Promise<Lineage>
  ): void => {
    program.commands
      .find(command => command.name() === area)!
      .command(`lineage <${argument}>`)
      .description('show what it was made from and what was made from it')
      .addOption(
        new Option('--direction <way>', 'up: where it came from; down: what came of it').choices([
          'both',
          'up',
          'down'
        ])
      )
      .option('--depth <steps>', 'steps from it')
      .option('--limit <number>', 'things at most')
      .action(
        action(async (reference: string, query: Query) => {
          const found = await ask(await workspace(), reference, query);
          print(found, tableOf(found));
          if (found.truncated) {
            process.stderr.write('There is more: see --depth and --limit.\n');
          }
        })
      );
  };
  add('runs', 'run', async (scope, run, query) =>
    (await client()).lineage.run({ params: { workspace: scope, run }, query })
  );
  add('datasets', 'name:version', async (scope, reference, query) => {
    const { name, version } = versionOf(reference);
    const params = { workspace: scope, dataset: name, version };
    return (await client()).lineage.dataset({ params, query });
  });
  add('models', 'name:version', async (scope, reference, query) => {
    const { name, version } = versionOf(reference);
    const params = { workspace: scope, model: name, version };
    return (await client()).lineage.model({ params, query });
  });
  add('endpoints', 'endpoint', async (scope, endpoint, query) =>
    (await client()).lineage.endpoint({ params: { workspace: scope, endpoint }, query })
  );
}

function versionOf(reference: string): { name: string; version: string } {
  const [, name, version] = /^(.+):(\d+)$/.exec(reference) ?? [];
  if (!name || !version) {
    throw new AtelierError('invalid-input', `“${reference}” names no version.`, {
      remedy: 'Write it as name:3.'
    });
  }
  return { name, version };
}

function tableOf({ edges, nodes }: Lineage) {
  const byUri = new Map(
    nodes.map(node => {
      const state = node.gone ? ' (gone)' : node.deleted ? ' (deleted)' : '';
      const detail = node.detail ? ` ${node.detail}` : '';
      return [node.uri, `${node.kind} ${node.name}${detail}${state}`];
    })
  );
  type Row = (typeof edges)[0];
  return {
    rows: edges,
    columns: {
      from: (row: Row) => byUri.get(row.from)!,
      '': (row: Row) => row.kind,
      to: (row: Row) => byUri.get(row.to)!
    }
  };
}
