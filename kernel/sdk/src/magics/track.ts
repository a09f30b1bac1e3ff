import type { Studio } from '../studio/index.ts';
import { optionOf, parseArguments } from './arguments.ts';
import type { Magic } from './magic.ts';

const usage = [
  '%%track [--experiment NAME] [--name NAME] [--keep-open]',
  '%%track --experiment diabetes --name "logistic regression"'
].join('\n');

/** `%%track`: the cell below is a run. */
export const trackMagic = (studio: () => Studio): Magic => ({
  name: 'track',
  kind: 'cell',
  summary: 'Run the cell as a run of an experiment: %log in it, activeRun() in its code.',
  usage,
  options: ['--experiment', '--name', '--keep-open'],
  async run({ args, body, signal, cell }) {
    const found = parseArguments(args, {
      usage,
      values: ['experiment', 'name'],
      flags: ['keep-open']
    });
    const { tracker } = studio();
    const run = tracker.startRun({
      experiment: optionOf(found, 'experiment') ?? found.words[0] ?? notebookName(cell.notebook),
      name: optionOf(found, 'name')
    });
    try {
      const value = await body?.();
      if (!found.options.has('keep-open')) {
        await run.end();
      }
      return value;
    } catch (error) {
      await run.end({ error, status: signal.aborted ? 'killed' : 'failed' });
      throw error;
    }
  }
});

/** The notebook's file name without its ending, as far as it makes a name. */
function notebookName(path: string | undefined): string {
  const name = path
    ?.split('/')
    .at(-1)
    ?.replace(/\.ipynb$/, '');
  const clean = name?.replace(/[^\p{L}\p{N}._ -]+/gu, ' ').replace(/^[^\p{L}\p{N}]+/u, '');
  return clean?.trim().slice(0, 128) || 'default';
}
