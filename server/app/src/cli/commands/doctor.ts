import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import type { Check, Finding } from '../doctor/index.ts';

const SIGN = { ok: '✓', warning: '!', failed: '✗' };

export function register(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description('check this machine and the data folder, and say what to do')
    .action(
      context.action(async () => {
        const results = await Promise.all((await checksOf(context)).map(runSafely));
        const sound = results.every(result => result.state !== 'failed');
        if (context.options().json) {
          context.print({ ok: sound, checks: results });
        } else {
          process.stdout.write(results.map(formatResult).join(''));
        }
        process.exitCode = sound ? 0 : 1;
      })
    );
}

async function checksOf(context: CliContext): Promise<Check[]> {
  const [doctor, { readServerConfig }] = await Promise.all([
    import('../doctor/index.ts'),
    import('../../config.ts')
  ]);
  const config = readServerConfig({ data: context.options().data });
  return [
    doctor.nodeVersion,
    doctor.dataFolder(config.data),
    doctor.freeDisk(config.data),
    doctor.tokenFile(config.tokenFile),
    doctor.database(config.data, config.database),
    doctor.lock(config.data),
    doctor.server(config.data, context.client),
    doctor.onnxRuntime
  ];
}

type Result = { name: string } & Finding;

async function runSafely({ name, run }: Check): Promise<Result> {
  try {
    return { name, ...(await run()) };
  } catch (error) {
    return {
      name,
      state: 'failed',
      detail: (error as Error).message,
      remedy: 'Correct what the other checks have found first.'
    };
  }
}

function formatResult({ detail, name, remedy, state }: Result): string {
  const advice = remedy ? `    → ${remedy}\n` : '';
  return `${SIGN[state]} ${name}: ${detail}\n${advice}`;
}
