import type { z } from 'zod';

type Issue = Parameters<z.core.$ZodErrorMap>[0];

const KINDS: Record<string, string> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text'
};
const COUNTED: Record<string, string> = { array: 'items', set: 'items', string: 'characters' };

/** What is wrong with a field, as it goes on after its name. What a schema says itself wins. */
export function inWords(issue: Issue): string | undefined {
  const isLeftOut = issue.input === undefined;
  switch (issue.code) {
    case 'invalid_type':
      return isLeftOut ? 'is needed' : `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return isLeftOut ? 'is needed' : `must be ${issue.values.map(String).join(' or ')}`;
    case 'too_small':
      return bounded(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum);
    case 'too_big':
      return bounded(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum);
    default:
      return undefined;
  }
}

function bounded(origin: string, how: string, bound: number | bigint): string {
  const counted = COUNTED[origin];
  if (counted && how === 'at least' && bound === 1) {
    return 'must not be empty';
  }
  return counted ? `must have ${how} ${bound} ${counted}` : `must be ${how} ${bound}`;
}
