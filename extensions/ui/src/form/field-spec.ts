interface FieldOf<K extends string> {
  readonly kind: K;
  /** The property of the values; server findings about `body.<name>` are shown here. */
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
  /** A sentence below the field. */
  readonly help?: string;
  /** Fields of one section that follow each other stand below its name. */
  readonly section?: string;
  /** Its section is closed until it is asked for, or one of its fields holds or lacks something. */
  readonly folded?: boolean;
  /** Another finding about the value, as a sentence. */
  validate?(value: unknown, values: FormValues): string | undefined;
  /** Shown only while this holds. */
  when?(values: FormValues): boolean;
}

/** What may be chosen where anything else may be typed, too. */
export interface Suggestion {
  readonly value: string;
  readonly label?: string;
}

export interface TextField extends FieldOf<'text'> {
  readonly suggestions?: readonly Suggestion[];
  readonly placeholder?: string;
  readonly maximumLength?: number;
  readonly pattern?: RegExp;
  /** What is said when the pattern does not match. */
  readonly patternMessage?: string;
  /** Not to be read over somebody's shoulder. */
  readonly secret?: boolean;
}
export interface TextAreaField extends FieldOf<'textarea'> {
  readonly placeholder?: string;
  readonly rows?: number;
  readonly maximumLength?: number;
  /** For JSON and code. */
  readonly monospace?: boolean;
}
export interface NumberField extends FieldOf<'number'> {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly integer?: boolean;
  readonly unit?: string;
  readonly placeholder?: string;
}
export interface SelectField extends FieldOf<'select'> {
  readonly options: readonly { readonly value: string; readonly label: string }[];
}
export type CheckField = FieldOf<'check'>;
export interface KeyValuesField extends FieldOf<'key-values'> {
  readonly keyLabel?: string;
  readonly valueLabel?: string;
  readonly valueSuggestions?: readonly Suggestion[];
  /** Values are not to be read over somebody's shoulder. */
  readonly secret?: boolean;
}
export interface FileField extends FieldOf<'file'> {
  /** As the `accept` of an input element, e.g. `.csv,.tsv`. */
  readonly accept?: string;
}
export interface FilesField extends FieldOf<'files'> {
  /** As the `accept` of an input element. */
  readonly accept?: string;
}

/** One field of a form. Values: text, textarea, select: string; number: number or null; check: boolean; key-values: record of strings; file: File or null; files: list of Files. */
export type FieldSpec =
  | TextField
  | TextAreaField
  | NumberField
  | SelectField
  | CheckField
  | KeyValuesField
  | FileField
  | FilesField;

export type FormValues = Record<string, unknown>;

/** A finding by field name. */
export type Findings = Record<string, string>;

/** What a field starts with. */
export function initialValue(field: FieldSpec): unknown {
  switch (field.kind) {
    case 'number':
    case 'file':
      return null;
    case 'check':
      return false;
    case 'key-values':
      return {};
    case 'files':
      return [];
    case 'select':
      return field.required ? (field.options[0]?.value ?? '') : '';
    default:
      return '';
  }
}

export function initialValues(fields: readonly FieldSpec[], given: FormValues = {}): FormValues {
  return Object.fromEntries(
    fields.map(field => [field.name, given[field.name] ?? initialValue(field)])
  );
}
