import { AtelierError } from '@atelier-ml/api';
import type { MagicContext } from './magic.ts';

/**
 * The value that an argument's expression has over the cells' variables.
 *
 * @throws AtelierError `invalid-input` with the usage as remedy
 */
export async function evaluated(
  { globals }: MagicContext,
  name: string,
  expression: string,
  usage: string
): Promise<unknown> {
  try {
    return await globals.evaluate(expression);
  } catch (cause) {
    throw new AtelierError(
      'invalid-input',
      `The value of “${name}” cannot be computed: ${(cause as Error).message}`,
      { remedy: `Text needs quotes, as in ${name}="${expression}". Usage:\n${usage}`, cause }
    );
  }
}
