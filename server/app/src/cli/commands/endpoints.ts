import { AtelierError, ScoreRequest } from '@atelier-ml/api';
import type { Endpoint } from '@atelier-ml/api';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { readJson } from '../files.ts';
import { listAll } from '../list.ts';

const columns = {
  name: (row: Endpoint) => row.name,
  state: (row: Endpoint) => row.state,
  model: (row: Endpoint) => `${row.deployment.modelName}:${row.deployment.modelVersion}`,
  path: (row: Endpoint) => row.scoringPath,
  error: (row: Endpoint) => row.deployment.error ?? ''
};

/** Rows as the contract takes them; a single row, or a list of rows, will do. */
function rowsOf(given: unknown): ScoreInput {
  const wrapped = Array.isArray(given)
    ? { inputs: given }
    : given !== null && typeof given === 'object' && !('inputs' in given)
      ? { inputs: [given] }
      : given;
  const parsed = ScoreRequest.safeParse(wrapped);
  if (!parsed.success) {
    throw new AtelierError('invalid-input', 'The input is not rows to score.', {
      remedy: 'Give a row such as {"glucose": 148}, or a list of rows.'
    });
  }
  return parsed.data;
}
type ScoreInput = ReturnType<typeof ScoreRequest.parse>;

export function register(program: Command, context: CliContext): void {
  const { action, client, print, workspace } = context;
  const endpoints = program.command('endpoints').description('models being served');
  const at = async (endpoint: string) => ({ workspace: await workspace(), endpoint });

  endpoints
    .command('list')
    .description('list endpoints')
    .option('--search <text>', 'text that name or description contains')
    .action(
      action(async ({ search }: { search?: string }) => {
        const { endpoints: api } = await client();
        const params = { workspace: await workspace() };
        const found = await listAll(cursor => api.list({ params, query: { search, cursor } }));
        print(found, { rows: found.items, columns });
      })
    );
  endpoints
    .command('create <name> <model>')
    .description('serve a model: name, name:3 or name@alias')
    .option('--description <text>', 'what it is for', '')
    .action(
      action(async (name: string, model: string, { description }: { description: string }) => {
        const params = { workspace: await workspace() };
        const body = { name, model, description };
        print(await (await client()).endpoints.create({ params, body }));
      })
    );
  endpoints
    .command('show <endpoint>')
    .description('show an endpoint')
    .action(
      action(async (endpoint: string) => {
        print(await (await client()).endpoints.get({ params: await at(endpoint) }));
      })
    );
  endpoints
    .command('update <endpoint>')
    .description('describe it, or serve another model')
    .option('--model <model>', 'name, name:3 or name@alias')
    .option('--description <text>', 'what it is for')
    .action(
      action(async (endpoint: string, body: { model?: string; description?: string }) => {
        print(await (await client()).endpoints.update({ params: await at(endpoint), body }));
      })
    );
  for (const verb of ['start', 'stop', 'delete'] as const) {
    endpoints
      .command(`${verb} <endpoint>`)
      .description(`${verb} an endpoint`)
      .action(
        action(async (endpoint: string) => {
          print(await (await client()).endpoints[verb]({ params: await at(endpoint) }));
        })
      );
  }
  registerUse(endpoints, context);
}

/** Commands for those who use an endpoint. */
function registerUse(endpoints: Command, { action, client, print, workspace }: CliContext): void {
  const at = async (endpoint: string) => ({ workspace: await workspace(), endpoint });

  endpoints
    .command('score <endpoint> <rows>')
    .description('score a row or a list of rows: JSON, @file or -')
    .action(
      action(async (endpoint: string, rows: string) => {
        const body = rowsOf(await readJson(rows));
        const scored = await (await client()).endpoints.test({ params: await at(endpoint), body });
        const titles = Object.keys(scored.outputs[0] ?? {}).map(name => [
          name,
          (row: Record<string, unknown>) =>
            typeof row[name] === 'string' ? row[name] : JSON.stringify(row[name])
        ]);
        print(scored, { rows: scored.outputs, columns: Object.fromEntries(titles) });
      })
    );
  endpoints
    .command('key <endpoint>')
    .description('show the key that callers send')
    .option('--rotate', 'make a new one; the old one stops working at once')
    .action(
      action(async (endpoint: string, { rotate }: { rotate?: boolean }) => {
        const { endpoints: api } = await client();
        const params = await at(endpoint);
        print(rotate ? await api.rotateKey({ params }) : await api.key({ params }));
      })
    );
  endpoints
    .command('logs <endpoint>')
    .description('show the last lines that the deployment wrote')
    .option('--lines <number>', 'how many', '100')
    .action(
      action(async (endpoint: string, { lines }: { lines: string }) => {
        const { endpoints: api } = await client();
        const found = await api.logs({ params: await at(endpoint), query: { lines } });
        print(found, {
          rows: found.lines.map(line => ({ line })),
          columns: { log: (row: { line: string }) => row.line }
        });
      })
    );
  endpoints
    .command('statistics <endpoint>')
    .description('show requests, errors and latencies')
    .action(
      action(async (endpoint: string) => {
        const { endpoints: api } = await client();
        const { timeline, ...figures } = await api.statistics({ params: await at(endpoint) });
        print({ ...figures, timeline });
      })
    );
}
