import { AtelierError } from '@atelier-ml/api';
import { displaySymbol } from '../display/index.ts';
import type { Displayable } from '../display/index.ts';
import type { Job } from '../jobs/index.ts';
import type { Studio } from '../studio/index.ts';
import { misuse, optionOf, parseArguments } from './arguments.ts';
import type { MagicArguments } from './arguments.ts';
import { evaluated } from './evaluated.ts';
import type { Magic, MagicContext } from './magic.ts';

const usage = [
  '%%job [NAME=VALUE …] [--name N] [--cluster C] [--environment E] [--image I] [--experiment E]',
  '      [--input NAME=DATASET[,…]] [--follow]',
  '  submits the TypeScript below, with params: a value is an expression over the cells’ variables,',
  '  and the job finds it as process.env.ATELIER_PARAM_NAME',
  '%job [list]             the jobs that have not ended',
  '%job ID                 show one',
  '%job logs|follow|cancel|resubmit ID'
].join('\n');

const SETTINGS = ['name', 'cluster', 'environment', 'image', 'experiment'] as const;

/** What a program in `%%job` lies in: cells are modules. */
const FILE = 'cell.mts';

function inputsOf(text: string | undefined): Record<string, string> {
  const pairs = (text?.split(',') ?? []).map(pair => {
    const [, name, dataset] = /^([^=]+)=(.+)$/.exec(pair.trim()) ?? [];
    if (!name || !dataset) {
      throw misuse('--input takes NAME=DATASET.', usage);
    }
    return [name, dataset];
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}

const ENDS: Partial<Record<Job['state'], string>> = {
  failed: 'failed',
  cancelled: 'been cancelled'
};

/** @throws AtelierError `job-failed` when it comes to no good end: cells below it are not to run on */
async function follow(job: Job, signal: AbortSignal): Promise<Job> {
  for await (const { stream, text } of job.follow({ signal })) {
    process[stream].write(text);
  }
  if (job.state !== 'finished') {
    throw new AtelierError('job-failed', `The job “${job.name}” has ${ENDS[job.state]}.`, {
      remedy: [job.message, `%job ${job.id} tells more.`].filter(Boolean).join(' ')
    });
  }
  return job;
}

async function submit(studio: Studio, found: MagicArguments, context: MagicContext): Promise<Job> {
  if (found.words.length > 0) {
    throw misuse(`%%job does not know what “${found.words[0]}” is.`, usage);
  }
  const params: Record<string, string> = {};
  for (const [name, expression] of found.pairs) {
    const value = await evaluated(context, name, expression, usage);
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw misuse(`The value of “${name}” is neither text nor a number nor a boolean.`, usage);
    }
    params[name] = String(value);
  }
  const settings = SETTINGS.map(name => [name, optionOf(found, name)]);
  const job = await studio.jobs.submit({
    ...(Object.fromEntries(settings) as Record<string, string | undefined>),
    script: FILE,
    code: { [FILE]: String(await context.body?.()) },
    inputs: inputsOf(optionOf(found, 'input')),
    params
  });
  return found.options.has('follow') ? follow(job, context.signal) : job;
}

async function logs(job: Job): Promise<Displayable> {
  const lines = await job.logs();
  return { [displaySymbol]: () => ({ 'text/plain': lines.join('\n') }) };
}

const VERBS: Record<string, (job: Job, context: MagicContext) => unknown> = {
  logs: job => logs(job),
  follow: (job, { signal }) => follow(job, signal),
  cancel: job => job.cancel(),
  resubmit: job => job.resubmit()
};

async function one(studio: Studio, words: readonly string[], context: MagicContext) {
  const [first, id, ...more] = words;
  const isVerb = Object.hasOwn(VERBS, first);
  if (isVerb !== (id !== undefined) || more.length > 0) {
    throw misuse(`%job does not know what “${words.join(' ')}” asks for.`, usage);
  }
  const job = await studio.jobs.get(id ?? first);
  return isVerb ? VERBS[first](job, context) : job;
}

/** `%%job`: the cell below runs on a cluster. `%job`: list, show, follow, cancel jobs. */
export const jobMagic = (studio: () => Studio): Magic => ({
  name: 'job',
  kind: 'both',
  summary: 'Submit the cell to a cluster; list, show, follow and cancel jobs.',
  usage,
  body: 'text',
  options: [
    ...['list', ...Object.keys(VERBS)],
    ...[...SETTINGS, 'input', 'follow'].map(name => `--${name}`)
  ],
  run(context) {
    const values = [...SETTINGS, 'input'];
    const found = parseArguments(context.args, { usage, values, flags: ['follow'] });
    if (context.body) {
      return submit(studio(), found, context);
    }
    const [extra] = [...[...found.options.keys()].map(name => `--${name}`), ...found.pairs.keys()];
    if (extra !== undefined) {
      throw misuse(`%job takes no ${extra}: it is for %%job, above a cell.`, usage);
    }
    const [verb = 'list', ...more] = found.words;
    return verb === 'list' && more.length === 0
      ? studio().jobs.list({ state: 'active' })
      : one(studio(), found.words, context);
  }
});
