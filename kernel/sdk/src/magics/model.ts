import type { Studio } from '../studio/index.ts';
import { misuse, optionOf, parseArguments } from './arguments.ts';
import type { MagicArguments } from './arguments.ts';
import type { Magic } from './magic.ts';

const usage = [
  '%model                                        list models',
  '%model NAME[:VERSION|@ALIAS]                  show one',
  '%model register FILE --name NAME [--alias A] [--description TEXT]',
  '%model register ARTIFACT --run --name NAME    from an artifact of the active run',
  '%model alias NAME:VERSION ALIAS'
].join('\n');

function register(studio: Studio, found: MagicArguments) {
  const [, path] = found.words;
  const name = optionOf(found, 'name');
  if (!path || !name) {
    throw misuse('%model register needs a file and --name.', usage);
  }
  const alias = optionOf(found, 'alias');
  const options = { description: optionOf(found, 'description'), aliases: alias ? [alias] : [] };
  if (!found.options.has('run')) {
    return studio.models.register(name, { path }, options);
  }
  const run = studio.tracker.activeRun();
  if (!run) {
    throw misuse('--run takes an artifact of the active run, but no run is open.', usage);
  }
  return studio.models.register(name, { run, artifact: path }, options);
}

async function setAlias(studio: Studio, [, reference, alias]: readonly string[]) {
  if (!reference || !alias) {
    throw misuse('%model alias needs a version and an alias.', usage);
  }
  const version = await studio.models.get(reference);
  await version.setAlias(alias);
  return studio.models.get(`${version.name}@${alias}`);
}

/** `%model`: list, show and register models, set aliases. */
export const modelMagic = (studio: () => Studio): Magic => ({
  name: 'model',
  kind: 'line',
  summary: 'List, show and register models, set their aliases.',
  usage,
  options: ['list', 'register', 'alias', '--name', '--alias', '--description', '--run'],
  run({ args }) {
    const found = parseArguments(args, {
      usage,
      values: ['name', 'alias', 'description'],
      flags: ['run']
    });
    switch (found.words[0]) {
      case undefined:
      case 'list':
        return studio().models.list();
      case 'register':
        return register(studio(), found);
      case 'alias':
        return setAlias(studio(), found.words);
      default:
        return studio().models.get(found.words[0]);
    }
  }
});
