import * as React from 'react';
import { Button } from '../button.tsx';
import { describeError } from '../states.tsx';
import { useTrans } from '../translation.tsx';
import { Field } from './field.tsx';
import { FormSections } from './form-sections.tsx';
import { initialValues } from './field-spec.ts';
import type { FieldSpec, Findings, FormValues } from './field-spec.ts';
import { findingOf, findingsOf, holdsNothing, serverFindings, shownFields } from './validation.ts';

export interface SubmitContext {
  /** Tells how far an upload is. */
  onProgress: (sent: number, total: number) => void;
  /** Aborted when the user gives up. */
  signal: AbortSignal;
}

export interface FormProps<R> {
  fields: readonly FieldSpec[];
  values?: FormValues;
  accept: string;
  /** Does what the form is for; what it throws is shown in the form. */
  submit: (values: FormValues, context: SubmitContext) => Promise<R>;
  onDone?: (result: R) => void;
  onCancel?: () => void;
  /** Something was put in that would be lost. */
  onTyped?: () => void;
  /** Above the fields. */
  intro?: React.ReactNode;
  /** Below one of the fields, while that is shown: what the values come to. */
  after?: { name: string; render: (values: FormValues) => React.ReactNode };
  /** Below the fields, always in sight: what comes of what they hold. */
  outro?: (values: FormValues) => React.ReactNode;
}

interface Progress {
  sent: number;
  total: number;
}

/** A form made of its fields. Findings stand at their fields; the first wrong one gets the focus. */
export function FormView<R>(props: FormProps<R>) {
  const trans = useTrans();
  const { fields } = props;
  const form = React.useRef<HTMLFormElement>(null);
  const [values, setValues] = React.useState(() => initialValues(fields, props.values));
  const [findings, setFindings] = React.useState<Findings>({});
  const [failure, setFailure] = React.useState<unknown>();
  const [running, setRunning] = React.useState<AbortController>();
  const [progress, setProgress] = React.useState<Progress>();
  /** Whether the form itself has found what stands at its fields, not the server. */
  const isOwn = React.useRef(true);
  const [failedAttempts, setFailedAttempts] = React.useState(0);
  React.useEffect(() => {
    if (failedAttempts > 0) {
      const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid]');
      wrong?.focus();
      // With what is said below it; what is about no field stands below all of them.
      const told = wrong?.closest('[data-field]') ?? form.current?.querySelector('[role=alert]');
      told?.scrollIntoView?.({ block: 'center' });
    }
  }, [failedAttempts]);

  const change = (field: FieldSpec, value: unknown) => {
    const next = { ...values, [field.name]: value };
    setValues(next);
    props.onTyped?.();
    // what the form says of another field may have been about the two together
    const said = fields.filter(
      each => findings[each.name] && (each.name === field.name || (each.validate && isOwn.current))
    );
    const anew = said.map(each => [each.name, findingOf(each, next, trans) ?? ''] as const);
    if (anew.length) {
      setFindings({ ...findings, ...Object.fromEntries(anew) });
    }
  };
  const submit = async () => {
    const found = findingsOf(fields, values, trans);
    isOwn.current = true;
    setFindings(found);
    setFailure(undefined);
    if (Object.keys(found).length > 0) {
      setFailedAttempts(count => count + 1);
      return;
    }
    const controller = new AbortController();
    setRunning(controller);
    try {
      const result = await props.submit(values, {
        signal: controller.signal,
        onProgress: (sent, total) => setProgress({ sent, total })
      });
      setRunning(undefined);
      props.onDone?.(result);
    } catch (error) {
      const server = serverFindings(error, fields);
      isOwn.current = false;
      setFindings(server.findings);
      setFailure(error);
      setRunning(undefined);
      setFailedAttempts(count => count + 1);
    }
    setProgress(undefined);
  };
  return (
    <form
      ref={form}
      className="atl-Form"
      noValidate
      onSubmit={event => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="atl-Form-fields">
        {props.intro}
        <FormSections
          fields={shownFields(fields, values)}
          isWrong={({ name }) => !!findings[name]}
          isGiven={({ name }) => !holdsNothing(values[name])}
          renderField={field => (
            <div data-field={field.name} key={field.name}>
              <Field
                field={field}
                value={values[field.name]}
                finding={findings[field.name]}
                disabled={!!running}
                autofocus={field === fields[0]}
                onChange={value => change(field, value)}
                onLeave={() => {
                  const finding = findingOf(field, values, trans);
                  // that something is still missing is said when the form is sent
                  if (finding && values[field.name] !== '' && values[field.name] !== null) {
                    setFindings({ ...findings, [field.name]: finding });
                  }
                }}
              />
              {props.after?.name === field.name && props.after.render(values)}
            </div>
          )}
        />
        {failure !== undefined && <FormFailure error={failure} fields={fields} />}
        {progress && <UploadProgress {...progress} />}
      </div>
      {props.outro?.(values)}
      <footer className="atl-Dialog-footer">
        {props.onCancel && (
          <Button
            onClick={() => {
              running?.abort();
              props.onCancel?.();
            }}
          >
            {trans.__('Cancel')}
          </Button>
        )}
        <Button variant="primary" submit busy={!!running}>
          {props.accept}
        </Button>
      </footer>
    </form>
  );
}

function FormFailure({ error, fields }: { error: unknown; fields: readonly FieldSpec[] }) {
  const trans = useTrans();
  const { message, remedy, code } = describeError(error);
  const { findings, rest } = serverFindings(error, fields);
  if (code === 'invalid-input' && rest.length === 0 && Object.keys(findings).length > 0) {
    return (
      <div className="atl-Form-failure" role="alert">
        <p>{trans.__('Nothing was saved. Correct what is marked, then send it again.')}</p>
      </div>
    );
  }
  return (
    <div className="atl-Form-failure" role="alert">
      <p>{message}</p>
      {rest.map(({ path, message: finding }) => (
        <p key={path}>
          <code>{path}</code> {finding}
        </p>
      ))}
      {remedy && <p>{remedy}</p>}
      {code && <code>{code}</code>}
    </div>
  );
}

function UploadProgress({ sent, total }: Progress) {
  const trans = useTrans();
  return (
    <progress
      className="atl-Progress"
      aria-label={trans.__('Upload')}
      value={sent}
      max={total || 1}
    />
  );
}
