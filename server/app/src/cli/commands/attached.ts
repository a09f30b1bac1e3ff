import { readFile } from 'node:fs/promises';
import { onlyCredentials } from '@atelier-ml/api';
import type { AttachedCompute } from '@atelier-ml/api';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { listAll } from '../list.ts';

const columns = {
  name: (row: AttachedCompute) => row.name,
  kind: (row: AttachedCompute) => row.kind,
  address: (row: AttachedCompute) => row.address,
  state: (row: AttachedCompute) => row.state,
  machines: (row: AttachedCompute) => row.machines.length,
  cpus: (row: AttachedCompute) => row.machines.reduce((sum, { cpus }) => sum + cpus, 0),
  gpus: (row: AttachedCompute) => row.machines.reduce((sum, { gpus }) => sum + gpus, 0),
  problem: (row: AttachedCompute) => row.problem ?? ''
};

interface AttachedOptions {
  name?: string;
  description?: string;
  kind?: AttachedCompute['kind'];
  address?: string;
  tlsCa?: string;
  tlsCert?: string;
  tlsKey?: string;
  sshKey?: string;
  sshPassphraseFile?: string;
  hostKey?: string[];
  tokenFile?: string;
  forget?: boolean;
  sparkPython?: string;
  sparkWorkerPython?: string;
  sparkWebUi?: string;
  sparkProperty?: string[];
}

/** Keys and certificates are read from files: what is typed is seen by others and stays in histories. */
async function credentialsOf(options: AttachedOptions) {
  const text = (file: string | undefined) =>
    file === undefined ? Promise.resolve(undefined) : readFile(file, 'utf8');
  const { sshKey, sshPassphraseFile, tlsCa, tlsCert, tlsKey, tokenFile } = options;
  const [ca, cert, key, privateKey, passphrase, token] = await Promise.all(
    [tlsCa, tlsCert, tlsKey, sshKey, sshPassphraseFile, tokenFile].map(text)
  );
  const tls = [ca, cert, key].some(each => each !== undefined) ? { ca, cert, key } : undefined;
  const ssh = privateKey === undefined ? undefined : { privateKey, passphrase: passphrase?.trim() };
  return tls || ssh || token !== undefined ? { tls, ssh, token: token?.trim() } : undefined;
}

type Spark = NonNullable<AttachedCompute['spark']>;

/** What is not said stays as it is known. */
function sparkOf(options: AttachedOptions, known?: Spark | null) {
  const { sparkProperty, sparkPython, sparkWebUi, sparkWorkerPython } = options;
  const said = [sparkProperty, sparkPython, sparkWebUi, sparkWorkerPython];
  if (said.every(each => each === undefined)) {
    return undefined;
  }
  const properties = sparkProperty?.map(text => {
    const at = text.indexOf('=');
    return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  });
  return {
    python: sparkPython ?? known?.python,
    workerPython: sparkWorkerPython ?? known?.workerPython,
    webUi: sparkWebUi ?? known?.webUi,
    properties: properties
      ? (Object.fromEntries(properties) as Record<string, string>)
      : known?.properties
  };
}

export function register(program: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  const group = program
    .command('attached')
    .description('container engines, Swarms, Spark and Ray on other machines');
  const at = async (attached: string) => ({ workspace: await workspace(), attached });
  const reached = (command: Command): Command =>
    command
      .option('--description <text>', 'what it is for')
      .option('--tls-ca <file>', 'certificate of the authority that has signed the engine’s')
      .option('--tls-cert <file>', 'certificate to show to it')
      .option('--tls-key <file>', 'key of that certificate')
      .option('--ssh-key <file>', 'private key to log in with')
      .option('--ssh-passphrase-file <file>', 'file with the passphrase of the key')
      .option('--host-key <SHA256:…...>', 'keys of the hosts, as `ssh-keygen -l` prints them')
      .option('--token-file <file>', 'file with the secret of Spark, or the token of Ray')
      .option('--spark-python <path>', 'Python with PySpark, on the machine of the studio')
      .option('--spark-worker-python <path>', 'Python on the machines of the workers')
      .option('--spark-web-ui <address>', 'page of the master; http://HOST:8080 if left out')
      .option('--spark-property <name=value...>', 'properties of Spark for jobs and kernels');

  group
    .command('list')
    .description('list attached compute')
    .option('--search <text>', 'text that name or description contains')
    .action(
      action(async ({ search }: { search?: string }) => {
        const { attached: api } = await client();
        const params = { workspace: await workspace() };
        const found = await listAll(cursor => api.list({ params, query: { search, cursor } }));
        print(found, { rows: found.items, columns });
      })
    );
  reached(group.command('create <name> <address>').description('attach, if the connection works'))
    .addOption(
      new Option('--kind <kind>', 'what it is')
        .choices(['docker', 'swarm', 'spark', 'ray', 'kubernetes'])
        .default('docker')
    )
    .action(
      action(async (name: string, address: string, options: AttachedOptions) => {
        const { description, hostKey, kind } = options;
        const credentials = await credentialsOf(options);
        const body = {
          ...{ name, address, description, kind, credentials, hostKeys: hostKey },
          spark: sparkOf(options)
        };
        const params = { workspace: await workspace() };
        print(await (await client()).attached.create({ params, body }));
      })
    );
  group
    .command('show <attached>')
    .description('show its machines and clusters')
    .action(
      action(async (attached: string) => {
        print(await (await client()).attached.get({ params: await at(attached) }));
      })
    );
  reached(group.command('update <attached>').description('rename it, or reach it in another way'))
    .option('--name <name>', 'new name')
    .option('--forget', 'forget keys, certificates and secrets that are kept, but for those given')
    .option(
      '--address <address>',
      'tcp://HOST:PORT, ssh://USER@HOST, spark://HOST:PORT, http://HOST:PORT'
    )
    .action(
      action(async (attached: string, options: AttachedOptions) => {
        const { address, description, hostKey, name } = options;
        const given = await credentialsOf(options);
        const credentials = options.forget ? onlyCredentials(given) : given;
        const { attached: api } = await client();
        const params = await at(attached);
        const spark = sparkOf(options) && sparkOf(options, (await api.get({ params })).spark);
        const body = { name, description, address, credentials, hostKeys: hostKey, spark };
        print(await api.update({ params, body }));
      })
    );
  group
    .command('test <attached>')
    .description('test the connection')
    .action(
      action(async (attached: string) => {
        print(await (await client()).attached.test({ params: await at(attached) }));
      })
    );
  group
    .command('delete <attached>')
    .description('detach; what is there is left alone')
    .action(
      action(async (attached: string) => {
        print(await (await client()).attached.delete({ params: await at(attached) }));
      })
    );
}
