import type { AttachedCompute } from '@atelier-ml/api';
import type { FieldSpec, FormValues } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';

/** By what was chosen, or by the address that is written already. */
export const isSpark = ({ address, kind }: FormValues): boolean =>
  kind === 'spark' || String(address ?? '').startsWith('spark:');

/** The fields that only Spark has; named as the server names them. */
export function sparkFields(trans: TranslationBundle, keep: string): FieldSpec[] {
  const one = { section: trans.__('Spark'), when: isSpark };
  return [
    {
      ...{ ...one, name: 'spark.python', kind: 'text', label: trans.__('Python with PySpark') },
      placeholder: trans.__('python3'),
      help: trans.__('On the machine of the studio. With ipykernel in it, there are kernels, too.')
    },
    {
      ...{ ...one, name: 'spark.workerPython', kind: 'text' },
      label: trans.__('Python of the workers'),
      placeholder: trans.__('python3'),
      help: trans.__('On their machines, of the same version.')
    },
    {
      ...{ ...one, name: 'spark.webUi', kind: 'text', label: trans.__('Web page of the master') },
      placeholder: trans.__('http://host:8080'),
      help: trans.__('It tells what the workers have. Left empty: port 8080 of the master.')
    },
    {
      ...{ ...one, name: 'credentials.token', kind: 'text', label: trans.__('Secret') },
      secret: true,
      help:
        trans.__('What `spark.authenticate.secret` is there. Left empty: they ask for none.') + keep
    },
    {
      ...{ ...one, name: 'spark.properties', kind: 'key-values', label: trans.__('Properties') },
      help: trans.__('Of Spark, for every job and kernel: spark.jars.packages and others.')
    }
  ];
}

const textOf = (value: unknown): string | undefined => String(value ?? '').trim() || undefined;

export const sparkBody = (values: FormValues) => ({
  python: textOf(values['spark.python']),
  workerPython: textOf(values['spark.workerPython']),
  webUi: textOf(values['spark.webUi']),
  properties: values['spark.properties'] as Record<string, string>
});

export const sparkValues = (spark: NonNullable<AttachedCompute['spark']>): FormValues => ({
  'spark.python': spark.python,
  'spark.workerPython': spark.workerPython,
  'spark.webUi': spark.webUi ?? '',
  'spark.properties': spark.properties
});
