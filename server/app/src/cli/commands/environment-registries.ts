import { setTimeout as sleep } from 'node:timers/promises';
import type { Registry, Transfer } from '@atelier-ml/api';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatBytes, formatTime } from '../table.ts';

const registryColumns = {
  registry: (row: Registry) => row.host,
  user: (row: Registry) => row.username,
  updated: (row: Registry) => formatTime(row.updatedAt),
  'used by': (row: Registry) =>
    row.users.map(each => `${each.environment} ${each.version}`).join(', ')
};
const transferColumns = {
  id: (row: Transfer) => row.id,
  kind: (row: Transfer) => row.kind,
  image: (row: Transfer) => row.reference,
  state: (row: Transfer) => row.state,
  moved: (row: Transfer) => `${formatBytes(row.bytes.moved)} of ${formatBytes(row.bytes.total)}`,
  started: (row: Transfer) => formatTime(row.startedAt),
  error: (row: Transfer) => row.error?.message ?? ''
};
const POLL = 500;

/** Commands about registries and what goes to and fro; added to those of environments. */
export function register(program: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  const group = program.commands.find(each => each.name() === 'environments')!;

  /** Tells how far it is, until it has ended. */
  async function follow(begun: Transfer): Promise<void> {
    const { transfers } = (await client()).environments;
    const params = { workspace: begun.workspaceId, transfer: begun.id };
    let current = begun;
    for (let told = ''; current.state === 'running';) {
      const line = transferColumns.moved(current);
      process.stderr.write(line === told ? '' : `${line}\n`);
      told = line;
      await sleep(POLL);
      current = await transfers.get({ params });
    }
    const { error } = current;
    if (error) {
      process.stderr.write(`${[error.message, error.remedy].filter(Boolean).join(' ')}\n`);
    }
    process.exitCode = current.state === 'done' ? process.exitCode : 1;
    print(current);
  }

  group
    .command('push <environment> <version> <reference>')
    .description('send an image to a registry, and remember that it is there')
    .action(
      action(async (environment: string, version: string, reference: string) => {
        const params = { workspace: await workspace(), environment, version: Number(version) };
        const { environments: api } = await client();
        await follow(await api.versions.push({ params, body: { reference } }));
      })
    );
  group
    .command('pull <reference>')
    .description('fetch an image from its registry')
    .action(
      action(async (reference: string) => {
        const params = { workspace: await workspace() };
        const { environments: api } = await client();
        await follow(await api.registries.pull({ params, body: { reference } }));
      })
    );
  group
    .command('transfers')
    .description('list images on their way to registries or from them, and those that have arrived')
    .action(
      action(async () => {
        const params = { workspace: await workspace() };
        const found = await (await client()).environments.transfers.list({ params });
        print(found, { rows: found.items, columns: transferColumns });
      })
    );
  for (const [name, verb, description] of [
    ['show-transfer', 'get', 'show how far an image is on its way'],
    ['cancel-transfer', 'cancel', 'stop a transfer']
  ] as const) {
    group
      .command(`${name} <id>`)
      .description(description)
      .action(
        action(async (transfer: string) => {
          const params = { workspace: await workspace(), transfer };
          print(await (await client()).environments.transfers[verb]({ params }));
        })
      );
  }
  group
    .command('registries')
    .description('list registries with a login')
    .action(
      action(async () => {
        const params = { workspace: await workspace() };
        const found = await (await client()).environments.registries.list({ params });
        print(found, { rows: found.items, columns: registryColumns });
      })
    );
  group
    .command('set-registry <host>')
    .description('keep the login of a registry; the password is read from standard input')
    .requiredOption('--username <name>', 'user of the registry; empty: it is asked without a login')
    .option('--check', 'keep it only if the registry accepts it')
    .action(
      action(async (host: string, { check, username }: { username: string; check?: boolean }) => {
        const chunks: Buffer[] = [];
        for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
          chunks.push(chunk);
        }
        const password = Buffer.concat(chunks)
          .toString()
          .replace(/\r?\n$/, '');
        const params = { workspace: await workspace(), host };
        const { environments: api } = await client();
        print(await api.registries.set({ params, body: { username, password, check } }));
      })
    );
  group
    .command('test-registry <host>')
    .description('log in to a registry whose login is kept')
    .action(
      action(async (host: string) => {
        const params = { workspace: await workspace(), host };
        await (await client()).environments.registries.test({ params });
        print({ host, accepted: true });
      })
    );
  group
    .command('delete-registry <host>')
    .description('forget the login of a registry')
    .action(
      action(async (host: string) => {
        const params = { workspace: await workspace(), host };
        print(await (await client()).environments.registries.delete({ params }));
      })
    );
}
