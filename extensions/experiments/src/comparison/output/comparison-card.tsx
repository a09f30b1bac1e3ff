import { Button, icons, reactWidget, useTrans } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { useLive } from '../../live/index.ts';
import { ComparisonModel } from '../comparison-model.ts';
import { ComparisonView } from '../views/comparison-view.tsx';
import type { ComparisonReference } from './comparison-output.ts';
import type { ComparisonRendererOptions } from './comparison-renderer.tsx';

/** Makes the live comparison of one cell output. */
export function createComparisonCard(
  { workspace, source, settings }: ComparisonReference,
  options: ComparisonRendererOptions
): { model: ComparisonModel; widget: Widget } {
  const { api, events, trans } = options;
  const model = new ComparisonModel({ api, events, workspace, source, settings });
  const widget = reactWidget(
    () => <ComparisonCard model={model} workspace={workspace} options={options} />,
    { trans }
  );
  return { model, widget };
}

function ComparisonCard(props: {
  model: ComparisonModel;
  workspace: string;
  options: ComparisonRendererOptions;
}) {
  const { model, workspace, options } = props;
  const trans = useTrans();
  useLive(model);
  const title = trans._n('%1 run compared', '%1 runs compared', model.runs.length);
  return (
    <section className="atl-RunCard atl-ComparisonCard" aria-label={title}>
      <header>
        <span className="atl-RunCard-icon">
          <icons.compare.react tag="span" />
        </span>
        <strong>{title}</strong>
        <Button
          variant="quiet"
          icon={icons.open}
          onClick={() => options.openComparison(model.state, workspace)}
        >
          {trans.__('Open comparison')}
        </Button>
      </header>
      <ComparisonView
        model={model}
        codeForm={options.codeForm}
        onOpen={run => options.openRun(run, workspace)}
      />
    </section>
  );
}
