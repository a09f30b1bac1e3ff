import { AtelierError } from '@atelier-ml/api';
import type { JobPriority } from '@atelier-ml/api';
import type { JobOptions, JobProgramOptions } from '@atelier-ml/sdk';
import { Option } from 'commander';
import type { Command } from 'commander';
import { collectPairs } from './files.ts';
import { numberOf } from './number.ts';

export const PRIORITIES = ['low', 'normal', 'high'];
/** Values of a flag that may be repeated. */
export const collect = (text: string, texts: string[] = []): string[] => [...texts, text];

/** Flags of `atelier jobs submit`. */
export interface SubmitOptions {
  name?: string;
  experiment?: string;
  cluster?: string;
  script?: string;
  notebook?: string;
  code?: string;
  image?: string;
  environment?: string;
  input?: Record<string, string>;
  output?: string[];
  param?: Record<string, string>;
  env?: Record<string, string>;
  secret?: string[];
  nodes?: string;
  array?: string;
  retries?: string;
  retryDelay?: string;
  timeout?: string;
  priority?: JobPriority;
  tag?: Record<string, string>;
  follow?: boolean;
}

/** The flags of a job, for whichever command submits one. */
export function submitOptions(command: Command): Command {
  return command
    .option('--name <name>', 'a word for it')
    .option('--experiment <name>', 'that its run belongs to')
    .option('--cluster <name>', 'where it runs; local if left out')
    .option('--script <file>', 'a program; the words are its arguments')
    .option('--notebook <file>', 'a notebook whose cells are executed')
    .option('--code <folder>', 'what is sent along; the folder of script or notebook if left out')
    .option('--image <name>', 'that it runs in')
    .option('--environment <name:version>', 'that it runs in')
    .option('--input <name=dataset>', 'dataset that it is given; may be repeated', collectPairs)
    .option('--output <name[=dataset]>', 'folder that is kept; may be repeated', collect)
    .option('--param <name=value>', 'may be repeated', collectPairs)
    .option('--env <name=value>', 'variable; may be repeated', collectPairs)
    .option('--secret <name>', 'variable of yours that it gets and nobody sees', collect)
    .option('--nodes <count>', 'that start together')
    .option('--array <count>', 'so many jobs, each with its index')
    .option('--retries <count>', 'when it fails')
    .option('--retry-delay <seconds>', 'before it is tried again')
    .option('--timeout <seconds>', 'after which it is ended')
    .addOption(new Option('--priority <priority>', 'in the queue').choices(PRIORITIES))
    .option('--tag <name=value>', 'of its run; may be repeated', collectPairs);
}

/** The job that flags and words ask for. */
export function jobOptionsOf(words: string[], options: SubmitOptions): JobOptions {
  return {
    ...programOf(words, options),
    name: options.name,
    experiment: options.experiment,
    cluster: options.cluster,
    code: options.code,
    image: options.image,
    environment: options.environment,
    inputs: options.input,
    outputs: outputsOf(options.output ?? []),
    params: options.param,
    environmentVariables: options.env,
    secrets: secretsOf(options.secret ?? []),
    nodes: numberOf('--nodes', options.nodes),
    array: numberOf('--array', options.array),
    retries: numberOf('--retries', options.retries),
    retryDelay: numberOf('--retry-delay', options.retryDelay),
    timeout: numberOf('--timeout', options.timeout),
    priority: options.priority,
    tags: options.tag
  };
}

function programOf(words: string[], { notebook, script }: SubmitOptions): JobProgramOptions {
  if (script !== undefined) {
    return { script, arguments: words };
  }
  if (notebook !== undefined) {
    return { notebook };
  }
  if (!words.length) {
    throw new AtelierError('invalid-input', 'There is nothing to run.', {
      remedy: 'Give a command after --, or --script FILE, or --notebook FILE.'
    });
  }
  return { command: words.length === 1 ? words[0]! : quoted(words) };
}

/** Words as one command that the shell takes apart into the same words. */
function quoted(words: string[]): string {
  return words
    .map(word =>
      /^[\w@%+=:,./${}-]+$/.test(word) ? word : `'${word.replaceAll(`'`, String.raw`'\''`)}'`
    )
    .join(' ');
}

function outputsOf(texts: string[]): Record<string, { dataset?: string }> {
  return Object.fromEntries(
    texts.map(text => {
      const [name = '', dataset] = text.split('=');
      return [name, dataset === undefined ? {} : { dataset }];
    })
  );
}

/** Values come from variables: what stands in a command line can be seen by others. */
function secretsOf(names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.map(name => {
      const value = process.env[name];
      if (!value) {
        throw new AtelierError('invalid-input', `The variable ${name} is not set.`, {
          remedy: 'A secret is handed over as a variable of that name.'
        });
      }
      return [name, value];
    })
  );
}
