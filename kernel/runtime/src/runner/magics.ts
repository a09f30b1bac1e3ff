import type { CellGlobals, Magic, MagicContext, MagicProvider } from '@atelier-ml/sdk';

import type { Display } from './display.ts';
import type { Job, Jobs } from './job.ts';
import type { KernelQuestion } from './messages.ts';
import { runNpm } from './npm.ts';

export type MagicFunction = (
  name: string,
  args: string,
  body?: () => Promise<unknown>
) => Promise<unknown>;

export interface MagicsOptions {
  display: Display;
  jobs: Jobs;
  globals: CellGlobals;
  folder: string;
  import(specifier: string): Promise<unknown>;
  /** Asks the kernel process. */
  ask(question: KernelQuestion, args: string): Promise<unknown>;
}

type Run = (context: MagicContext) => unknown;

async function timed(body: (() => Promise<unknown>) | undefined): Promise<unknown> {
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  try {
    return await body?.();
  } finally {
    const wall = performance.now() - before;
    const { user, system } = process.cpuUsage(cpuBefore);
    console.log(`wall ${wall.toFixed(1)} ms, CPU ${((user + system) / 1000).toFixed(1)} ms`);
  }
}

/** Shows `text/plain` beside HTML made of the same answer of the kernel process. */
function shown(display: Display, answer: unknown): void {
  if (typeof answer === 'string') display.text(answer);
  else display.raw(answer as Record<string, unknown>);
}

function ownMagics({ display, folder, ask }: MagicsOptions): Record<string, Run> {
  const question = (name: KernelQuestion) => async (context: MagicContext) =>
    shown(display, await ask(name, context.args));
  return {
    lsmagic: question('lsmagic'),
    types: question('types'),
    engine: question('engine'),
    time: ({ body }) => timed(body),
    html: async ({ body }) => display.html(await body?.()),
    npm: ({ args, signal }) => runNpm(args, folder, signal)
  };
}

/** Runs magics: the kernel's own at once, those of the SDK after loading it. */
export function createMagics(options: MagicsOptions): MagicFunction {
  const own = ownMagics(options);
  let provided: Promise<Map<string, Magic>> | undefined;

  async function load(): Promise<Map<string, Magic>> {
    const sdk = (await options.import('@atelier-ml/sdk')) as { cellMagics?: MagicProvider };
    return new Map(sdk.cellMagics?.magics.map(magic => [magic.name, magic]));
  }

  async function find(name: string): Promise<Run> {
    if (Object.hasOwn(own, name)) return own[name];
    provided ??= load();
    const magic = await provided.catch((error: unknown) => {
      provided = undefined;
      throw error;
    });
    const found = magic.get(name);
    if (!found) throw new Error(`There is no magic %${name}; %lsmagic lists those there are.`);
    return context => found.run(context);
  }

  function contextOf(job: Job, args: string, body?: () => Promise<unknown>): MagicContext {
    return {
      args: args.trim(),
      body,
      cell: job.cell ?? { id: '', source: '', executionCount: 0 },
      display: (bundle, how) => options.display.raw(bundle, how),
      globals: options.globals,
      signal: job.abort.signal
    };
  }

  return async (name, args, body) => {
    const job = options.jobs.current();
    if (!job) throw new Error('Magics run in cells only.');
    const run = await find(name);
    return await run(contextOf(job, args, body));
  };
}
