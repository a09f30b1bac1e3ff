import type { Endpoint, TensorSpec } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';

const INTEGERS = /^U?INT/;
const FLOATS = /^FP/;

/** How many elements of one row an input takes; −1 where a length is open beside the first. */
export function width({ shape }: TensorSpec): number {
  const rest = shape.slice(1);
  return rest.some(length => length < 0)
    ? -1
    : rest.reduce((product, length) => product * length, 1);
}

/** Whether one row can be typed in fields of its own: every input takes one value. */
export function isTabular({ signature }: Endpoint): boolean {
  return signature.inputs.length <= 100 && signature.inputs.every(input => width(input) === 1);
}

/** A field an input; an empty one is a missing value. */
export function rowFields({ signature }: Endpoint, trans: TranslationBundle): FieldSpec[] {
  return signature.inputs.map((input): FieldSpec => {
    const field = { name: input.name, label: input.name };
    if (input.datatype === 'BOOL') {
      return { ...field, kind: 'check' };
    }
    return INTEGERS.test(input.datatype) || FLOATS.test(input.datatype)
      ? {
          ...field,
          kind: 'number',
          integer: INTEGERS.test(input.datatype),
          placeholder: trans.__('missing')
        }
      : { ...field, kind: 'text', placeholder: trans.__('missing') };
  });
}

/** What the form holds as one row: empty text and no number are null, that is missing. */
export function rowOf({ signature }: Endpoint, values: FormValues) {
  return Object.fromEntries(
    signature.inputs.map(({ name }) => {
      const value = values[name];
      return [
        name,
        value === '' || value === undefined ? null : (value as string | number | boolean | null)
      ];
    })
  );
}
