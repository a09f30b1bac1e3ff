import type { TranslationBundle } from '@jupyterlab/translation';
import type { FieldSpec, Findings, FormValues } from './field-spec.ts';

/** Whether a value is as good as none. */
export const holdsNothing = (value: unknown) =>
  value === null ||
  value === undefined ||
  (typeof value === 'string' && value.trim() === '') ||
  (typeof value === 'object' && !(value instanceof Blob) && Object.keys(value).length === 0);

/** The first thing that is wrong with a value, as a sentence. */
export function findingOf(
  field: FieldSpec,
  values: FormValues,
  trans: TranslationBundle
): string | undefined {
  const value = values[field.name];
  if (Number.isNaN(value)) {
    return trans.__('%1 must be a number.', field.label);
  }
  if (holdsNothing(value)) {
    return field.required ? trans.__('%1 is needed.', field.label) : undefined;
  }
  return ruleFinding(field, value, trans) ?? field.validate?.(value, values);
}

function ruleFinding(
  field: FieldSpec,
  value: unknown,
  trans: TranslationBundle
): string | undefined {
  if (field.kind === 'number') {
    const number = value as number;
    if (field.integer && !Number.isInteger(number)) {
      return trans.__('%1 must be a whole number.', field.label);
    }
    if (field.minimum !== undefined && number < field.minimum) {
      return trans.__('%1 must be at least %2.', field.label, String(field.minimum));
    }
    if (field.maximum !== undefined && number > field.maximum) {
      return trans.__('%1 must be at most %2.', field.label, String(field.maximum));
    }
  }
  if (field.kind === 'text' || field.kind === 'textarea') {
    const length = field.maximumLength;
    if (length !== undefined && (value as string).length > length) {
      return trans.__('%1 must have at most %2 characters.', field.label, String(length));
    }
  }
  if (field.kind === 'text' && field.pattern && !field.pattern.test(value as string)) {
    return field.patternMessage ?? trans.__('%1 does not have the expected form.', field.label);
  }
  return undefined;
}

export const shownFields = (fields: readonly FieldSpec[], values: FormValues) =>
  fields.filter(field => field.when?.(values) ?? true);

/** All findings about a form. */
export function findingsOf(
  fields: readonly FieldSpec[],
  values: FormValues,
  trans: TranslationBundle
): Findings {
  const findings: Findings = {};
  for (const field of shownFields(fields, values)) {
    const finding = findingOf(field, values, trans);
    if (finding) {
      findings[field.name] = finding;
    }
  }
  return findings;
}

interface FieldProblem {
  path: string;
  message: string;
}

/**
 * Sorts what the server found (`body.size.cpus: …`) to the fields of the form; what fits none
 * remains for the form as a whole.
 */
export function serverFindings(
  error: unknown,
  fields: readonly FieldSpec[]
): { findings: Findings; rest: FieldProblem[] } {
  const problems = (error as { fields?: FieldProblem[] } | null)?.fields ?? [];
  const findings: Findings = {};
  const rest: FieldProblem[] = [];
  for (const problem of problems) {
    const parts = problem.path.split('.');
    const field = fields.find(({ name }) => parts.includes(name));
    if (field && !findings[field.name]) {
      findings[field.name] = `${field.label} ${problem.message}`;
    } else if (!field) {
      rest.push(problem);
    }
  }
  return { findings, rest };
}
