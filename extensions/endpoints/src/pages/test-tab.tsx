import type { Endpoint, ScoreResponse } from '@atelier-ml/api';
import {
  BarMeter,
  Card,
  CodeBlock,
  EmptyState,
  ErrorState,
  formatDuration,
  formatNumber,
  formatPercent,
  FormView,
  icons,
  LoadingState,
  StatusBadge,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { exampleRow } from '../code-samples.ts';
import { isTabular, rowFields, rowOf } from '../test-row.ts';
import type { Row, TestModel } from './test-model.ts';

interface TestTabProps {
  endpoint: Endpoint;
  test: TestModel;
  trans: TranslationBundle;
}

/** A form made from the signature: fill in one row and see what the model says. */
export function TestTab({ endpoint, test, trans }: TestTabProps) {
  useModel(test);
  const tabular = isTabular(endpoint);
  return (
    <div className="atl-Endpoints-test">
      <Card title={trans.__('Input')}>
        <FormView
          fields={
            tabular
              ? rowFields(endpoint, trans)
              : [
                  {
                    name: 'rows',
                    kind: 'textarea',
                    label: trans.__('Rows as JSON'),
                    rows: 14,
                    monospace: true,
                    validate: text => jsonFinding(text, trans)
                  }
                ]
          }
          values={
            tabular
              ? exampleRow(endpoint)
              : { rows: JSON.stringify([exampleRow(endpoint)], null, 2) }
          }
          accept={test.busy ? trans.__('Scoring…') : trans.__('Score')}
          submit={values =>
            test.send(
              tabular ? [rowOf(endpoint, values)] : (JSON.parse(String(values.rows)) as Row[])
            )
          }
        />
      </Card>
      <Card title={trans.__('Output')}>
        <TestResult test={test} />
      </Card>
    </div>
  );
}

function jsonFinding(text: unknown, trans: TranslationBundle): string | undefined {
  try {
    return Array.isArray(JSON.parse(String(text)))
      ? undefined
      : trans.__('Write a list of rows: [ { … } ].');
  } catch (error) {
    return trans.__('This is not JSON: %1', (error as Error).message);
  }
}

function TestResult({ test }: { test: TestModel }) {
  const trans = useTrans();
  if (test.error) {
    return <ErrorState error={test.error} />;
  }
  if (!test.response) {
    return test.busy ? (
      <LoadingState rows={2} />
    ) : (
      <EmptyState
        icon={icons.endpoints}
        text={trans.__('Fill in a row and score it. An empty field is a missing value.')}
      />
    );
  }
  return (
    <div className="atl-Endpoints-result" role="status">
      <Prediction response={test.response} classes={test.classes} />
      <p className="atl-Endpoints-timing">
        {trans.__(
          '%1 in the model, %2 for the whole round trip',
          formatDuration(test.response.milliseconds),
          formatDuration(test.roundTrip)
        )}
      </p>
      <CodeBlock
        label={trans.__('Answer')}
        code={JSON.stringify(test.response.outputs, null, 2)}
        maximumHeight={320}
      />
    </div>
  );
}

/** The label and its probabilities, where the model says them so; else nothing beside the JSON. */
function Prediction(props: { response: ScoreResponse; classes: readonly string[] }) {
  const { response, classes } = props;
  const trans = useTrans();
  const [first] = response.outputs;
  const label = first?.label;
  const probabilities = first?.probabilities;
  if (response.outputs.length !== 1 || (typeof label !== 'string' && typeof label !== 'number')) {
    return null;
  }
  return (
    <>
      <p className="atl-Endpoints-label">
        <StatusBadge tone="info">
          {typeof label === 'number' ? formatNumber(label) : label}
        </StatusBadge>
      </p>
      {probabilitiesOf(probabilities, classes).map(([name, share]) => (
        <BarMeter
          key={name}
          label={trans.__('Probability of %1', name)}
          share={share}
          text={formatPercent(share)}
        />
      ))}
    </>
  );
}

/** Given by name, or as a list in the order of the classes. */
function probabilitiesOf(value: unknown, classes: readonly string[]): [string, number][] {
  if (value === null || typeof value !== 'object') {
    return [];
  }
  const named = Array.isArray(value) && value.length === classes.length;
  return Object.entries(value)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    .map(([key, share]) => [named ? classes[Number(key)] : key, share]);
}
