import type { Command } from 'commander';
import { trackingLogin } from '../../config.ts';
import type { CliContext } from '../context.ts';

interface Options {
  experiment?: string[];
  deleted?: boolean;
  dryRun?: boolean;
}

const CANCELLED = 130;

export function register(program: Command, context: CliContext): void {
  program
    .command('import')
    .description('take over what another tool has tracked')
    .command('mlflow <uri>')
    .description('take over experiments, runs and models of an MLflow server; again, what is new')
    .option('--experiment <names...>', 'only these experiments')
    .option('--deleted', 'also deleted runs; they lie in the trash then')
    .option('--dry-run', 'only tell what would be imported')
    .action(
      context.action(async (uri: string, { deleted, dryRun, experiment }: Options) => {
        const { importMlflow, openSource, openTarget } = await import('../mlflow-import/index.ts');
        const source = openSource(uri, trackingLogin());
        const target = await openTarget(await context.connection(), await context.workspace());
        const cancelled = new AbortController();
        const cancel = (): void => cancelled.abort();
        process.once('SIGINT', cancel);
        try {
          const { skipped, ...report } = await importMlflow({
            source,
            target,
            signal: cancelled.signal,
            experiments: experiment ?? [],
            deleted: deleted ?? false,
            dryRun: dryRun ?? false,
            tell: line => {
              if (!context.options().json) {
                process.stderr.write(`${line}\n`);
              }
            }
          });
          if (context.options().json) {
            context.print({ ...report, skipped });
            return;
          }
          context.print(report);
          for (const { what, why } of skipped) {
            process.stderr.write(`not imported: ${what}: ${why}\n`);
          }
        } catch (error) {
          if (!cancelled.signal.aborted) {
            throw error;
          }
          process.exitCode = CANCELLED;
          process.stderr.write('Cancelled. What was imported is whole; run it again to go on.\n');
        } finally {
          process.off('SIGINT', cancel);
        }
      })
    );
}
