import { AtelierError } from '@atelier-ml/api';
import type { Studio } from '../studio/index.ts';
import { misuse, optionOf, parseArguments } from './arguments.ts';
import { evaluated } from './evaluated.ts';
import type { Magic } from './magic.ts';

const usage = [
  '%log NAME=VALUE … [--step N]',
  '%log loss=0.31 auc=score --step epoch',
  'A value is an expression over the cells’ variables; what is no number is logged as a param.'
].join('\n');

/** `%log`: metrics and params of the active run. */
export const logMagic = (studio: () => Studio): Magic => ({
  name: 'log',
  kind: 'line',
  summary: 'Log metrics and params to the active run.',
  usage,
  options: ['--step'],
  async run(context) {
    const found = parseArguments(context.args, { usage, values: ['step'] });
    if (found.pairs.size === 0 || found.words.length > 0) {
      throw misuse('Nothing to log: give values as name=value.', usage);
    }
    const run = studio().tracker.activeRun();
    if (!run) {
      throw new AtelierError('not-running', 'No run is open.', {
        remedy: 'Put %%track above the cell, or open one with %run start.'
      });
    }
    const stepText = optionOf(found, 'step');
    const step =
      stepText === undefined
        ? undefined
        : Number(await evaluated(context, 'step', stepText, usage));
    if (step !== undefined && !Number.isInteger(step)) {
      throw misuse('--step must be a whole number.', usage);
    }
    const metrics: Record<string, number> = {};
    const params: Record<string, unknown> = {};
    for (const [name, expression] of found.pairs) {
      const value = await evaluated(context, name, expression, usage);
      if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
        metrics[name] = Number(value);
      } else {
        params[name] = value;
      }
    }
    run.log(metrics, { step });
    run.params(params);
  }
});
