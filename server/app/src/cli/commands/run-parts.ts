import type { LogChunk } from '@atelier-ml/api';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { collectPairs, saveDownload } from '../files.ts';

/** Adds further commands about one run to the command of runs, which must be registered before. */
export function register(program: Command, context: CliContext): void {
  const runs = program.commands.find(command => command.name() === 'runs')!;
  registerUpdate(runs, context);
  registerLog(runs, context);
}

function registerUpdate(runs: Command, { action, client, print, workspace }: CliContext): void {
  runs
    .command('update <run>')
    .description('rename or tag a run; other tags stay')
    .option('--name <name>', 'new name')
    .option('--tag <name=value>', 'tag to set; more than once for several', collectPairs)
    .action(
      action(async (run: string, options: { name?: string; tag?: Record<string, string> }) => {
        const { name, tag } = options;
        const params = { workspace: await workspace(), run };
        const api = (await client()).runs;
        const tags = tag && { ...(await api.get({ params })).tags, ...tag };
        const {
          id,
          name: named,
          tags: tagged
        } = await api.update({ params, body: { name, tags } });
        print({ id, name: named, tags: tagged });
      })
    );
}

function registerLog(
  runs: Command,
  { action, client, options, print, workspace }: CliContext
): void {
  runs
    .command('log <run>')
    .description('what a run has written to standard output and error')
    .addOption(new Option('--stream <stream>', 'only one').choices(['stdout', 'stderr']))
    .option('--search <text>', 'only lines that hold it')
    .option('--output <file>', 'all of it into a file or folder')
    .action(
      action(
        async (
          run: string,
          query: { stream?: 'stdout' | 'stderr'; search?: string; output?: string }
        ) => {
          const { output, ...wanted } = query;
          const params = { workspace: await workspace(), run };
          const api = (await client()).runs;
          if (output !== undefined) {
            print({ file: await saveDownload(await api.logFile({ params }), output) });
            return;
          }
          const chunks: LogChunk[] = [];
          for (let after = 0, more = true; more;) {
            const page = await api.log({ params, query: { ...wanted, after } });
            ({ more, position: after } = page);
            chunks.push(...page.chunks);
          }
          if (options().json) {
            print({ chunks });
          } else {
            process.stdout.write(chunks.map(({ text }) => text).join(''));
          }
        }
      )
    );
}
