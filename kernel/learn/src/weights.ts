import { LearnError } from './errors.ts';
import { checkNumber } from './options.ts';
import type { TrainingSet } from './estimator.ts';

/**
 * `'balanced'` weighs each class by rows / (classes · rows of the class), after King and Zeng,
 * "Logistic Regression in Rare Events Data" (2001); or one weight a class, e.g. `{ pos: 2 }`
 * (1 where none is given).
 */
export type ClassWeight = 'balanced' | Readonly<Record<string, number>>;

/** One weight a row. */
export function rowWeights(set: TrainingSet, classWeight?: ClassWeight): Float64Array {
  const { target, classes } = set;
  if (classWeight === undefined) return new Float64Array(target.length).fill(1);
  if (classWeight === 'balanced') {
    const counts = new Float64Array(classes.length);
    for (const number of target) counts[number] += 1;
    return target.map(number => target.length / (classes.length * counts[number]));
  }
  const names = classes.map(String);
  for (const [name, weight] of Object.entries(classWeight)) {
    checkNumber(`classWeight.${name}`, weight, { min: 0 });
    if (names.includes(name)) continue;
    throw new LearnError(
      'invalid-option',
      `classWeight names "${name}", which is none of the classes.`,
      `Use ${names.join(', ')}.`,
      { option: 'classWeight', value: name }
    );
  }
  return target.map(number => classWeight[names[number]] ?? 1);
}
