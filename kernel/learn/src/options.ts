import { LearnError } from './errors.ts';

export interface NumberRule {
  /** Smallest allowed value. */
  readonly min?: number;
  /** The value must be greater than this. */
  readonly above?: number;
  readonly max?: number;
  readonly integer?: boolean;
}

/** Throws `invalid-option` unless `value` is a finite number that keeps the rule. */
export function checkNumber(option: string, value: number, rule: NumberRule): void {
  const broken =
    typeof value !== 'number' ||
    !Number.isFinite(value) ||
    (rule.integer === true && !Number.isInteger(value)) ||
    (rule.min !== undefined && value < rule.min) ||
    (rule.above !== undefined && value <= rule.above) ||
    (rule.max !== undefined && value > rule.max);
  if (!broken) return;
  const wanted = [
    rule.integer === true ? 'a whole number' : 'a number',
    rule.min === undefined ? '' : `of at least ${rule.min}`,
    rule.above === undefined ? '' : `greater than ${rule.above}`,
    rule.max === undefined ? '' : `up to ${rule.max}`
  ];
  throw new LearnError(
    'invalid-option',
    `The option "${option}" is ${String(value)}.`,
    `Give ${wanted.filter(word => word !== '').join(' ')}.`,
    { option, value }
  );
}
