import { cpus, hostname, totalmem } from 'node:os';
import { pairEntries, toKey, toText } from './entry-text.ts';
import type { NewEntry } from './entry-text.ts';
import type { OpeningEntries } from './run-dependencies.ts';
import { idOf } from './run-options.ts';
import type { ResumedRunOptions, RunOptions } from './run-options.ts';

export interface OpeningParts {
  options: RunOptions;
  name: string;
  parent?: string;
  user?: string;
  notebook?: string;
  warn(message: string): void;
}

const environmentOf = (): Record<string, string> => ({
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  hostname: hostname(),
  processors: String(cpus().length),
  memory: String(totalmem()),
  folder: process.cwd().slice(0, 8_000),
  ...(process.argv[1] && { program: process.argv[1].slice(0, 8_000) })
});

const definitionsOf = ({ metrics = {} }: Pick<RunOptions, 'metrics'>): NewEntry[] =>
  Object.entries(metrics).map(([name, { goal = null, unit = null }]) => ({
    type: 'metric-definition',
    key: toKey(name),
    unit,
    goal
  }));

/** The first entries of a new run's journal. */
export function openingOf(parts: OpeningParts): OpeningEntries {
  const { name, notebook, options, parent, user, warn } = parts;
  const { forkFrom } = options;
  const tags = Object.entries(options.tags ?? {});
  return [
    {
      type: 'start',
      experiment: options.experiment,
      name,
      ...(parent && { parent }),
      ...(user && { user: user.slice(0, 250) }),
      ...(forkFrom && { forkedFrom: { run: idOf(forkFrom.run), step: forkFrom.step } }),
      ...(notebook && { notebook: notebook.slice(0, 4096) }),
      tags: Object.fromEntries(
        tags.map(([key, value]) => [key.slice(0, 250), toText(value, 8_000)])
      ),
      environment: environmentOf()
    },
    ...definitionsOf(options),
    ...pairEntries('param', options.params ?? {}, 6_000, warn)
  ];
}

/** The first entries of the journal of a run that goes on. */
export function resumptionOf(
  options: Omit<ResumedRunOptions, 'resume'>,
  warn: (message: string) => void
): OpeningEntries {
  return [
    { type: 'resume' },
    ...definitionsOf(options),
    ...pairEntries('param', options.params ?? {}, 6_000, warn),
    ...pairEntries('tag', options.tags ?? {}, 8_000, warn)
  ];
}
