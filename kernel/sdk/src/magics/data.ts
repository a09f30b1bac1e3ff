import { AtelierError } from '@atelier-ml/api';
import type { Studio } from '../studio/index.ts';
import { misuse, optionOf, parseArguments } from './arguments.ts';
import type { MagicArguments } from './arguments.ts';
import type { Magic, MagicContext } from './magic.ts';

const usage = [
  '%data                                   list datasets',
  '%data NAME[:VERSION] [--as VARIABLE]    open one; its rows become the variable',
  '%data save FILE|VARIABLE --name NAME [--description TEXT]'
].join('\n');

async function save(studio: Studio, found: MagicArguments, { globals }: MagicContext) {
  const [, source] = found.words;
  const name = optionOf(found, 'name');
  if (!source || !name) {
    throw misuse('%data save needs a file or a variable, and --name.', usage);
  }
  const description = optionOf(found, 'description');
  if (!globals.has(source)) {
    return studio.datasets.save(name, source, { description });
  }
  const rows = globals.get(source);
  if (!Array.isArray(rows) || rows.some(row => typeof row !== 'object' || row === null)) {
    throw new AtelierError('invalid-input', `The variable ${source} holds no rows.`, {
      remedy: 'Rows are an array of objects, such as [{ age: 50, mass: 33.6 }].'
    });
  }
  return studio.datasets.save(name, rows as object[], { description });
}

async function open(studio: Studio, found: MagicArguments, { globals }: MagicContext) {
  const opened = await studio.datasets.get(found.words[0]);
  const variable = optionOf(found, 'as');
  if (variable !== undefined) {
    if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(variable)) {
      throw misuse(`“${variable}” cannot be the name of a variable.`, usage);
    }
    globals.set(variable, await opened.rows());
    studio.tracker.activeRun()?.input(opened);
  }
  return opened;
}

/** `%data`: list, open and save datasets. */
export const dataMagic = (studio: () => Studio): Magic => ({
  name: 'data',
  kind: 'line',
  summary: 'List, open and save datasets.',
  usage,
  options: ['save', '--as', '--name', '--description'],
  run(context) {
    const found = parseArguments(context.args, { usage, values: ['as', 'name', 'description'] });
    const [verb, ...rest] = found.words;
    if (verb === undefined) {
      return studio().datasets.list();
    }
    if (verb === 'save') {
      return save(studio(), found, context);
    }
    if (rest.length > 0) {
      throw misuse(`%data takes one dataset at a time, not “${rest.join(' ')}” too.`, usage);
    }
    return open(studio(), found, context);
  }
});
