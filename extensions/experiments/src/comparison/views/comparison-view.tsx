import {
  EmptyState,
  ErrorState,
  icons,
  LoadingState,
  Tabs,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import type { CanonicalForm } from '../code/canonical-code.ts';
import type { ComparisonTab } from '../settings.ts';
import { BarsView } from './bars-view.tsx';
import { CodeView } from './code-view.tsx';
import { ContourView } from './contour-view.tsx';
import { CurvesView } from './curves-view.tsx';
import { EvaluationView } from './evaluation-view.tsx';
import { ImportanceView } from './importance-view.tsx';
import { MediaView } from './media-view.tsx';
import { ParallelView } from './parallel-view.tsx';
import { ScatterView } from './scatter-view.tsx';
import { SelectionStrip } from './selection-strip.tsx';
import { TableView } from './table-view.tsx';
import type { ViewProps } from './view-props.ts';

export interface ComparisonViewProps extends ViewProps {
  codeForm?: CanonicalForm;
  /** What is shown while there are no runs at all. */
  empty?: React.ReactNode;
}

const NO_FORM: CanonicalForm = async () => null;

/** All ways to compare, each under its tab. */
export function ComparisonView({ model, onOpen, codeForm = NO_FORM, empty }: ComparisonViewProps) {
  const trans = useTrans();
  useModel(model.setUp);
  const { runs, shown, loadState } = model;
  if (loadState === 'error') {
    return <ErrorState error={model.error} onRetry={() => model.reload()} />;
  }
  if (runs.length === 0 && loadState !== 'loading') {
    return (
      empty ?? <EmptyState icon={icons.compare} text={trans.__('There are no runs to compare.')} />
    );
  }
  if (runs.every(({ value }) => value === null)) {
    return runs.length > 0 && runs.every(({ state }) => state === 'gone') ? (
      <EmptyState
        icon={icons.compare}
        text={trans.__(
          'These runs are not on the server: they have been deleted, or are still on their way.'
        )}
      />
    ) : (
      <LoadingState rows={6} />
    );
  }
  const view = { model, onOpen };
  const notice =
    shown.length === 0 ? (
      <EmptyState
        icon={icons.eye}
        text={trans.__('All runs are hidden.')}
        action={{ label: trans.__('Show all runs'), onClick: () => model.set({ hidden: [] }) }}
      />
    ) : null;
  const tab = (id: ComparisonTab, label: string, render: () => React.ReactElement) => ({
    id,
    label,
    render: () => notice ?? render()
  });
  return (
    <>
      {model.error !== null && (
        <p className="atl-Compare-hint" role="status">
          {trans.__('The server could not be asked just now; this is what was known last.')}
        </p>
      )}
      <SelectionStrip model={model} />
      <Tabs
        label={trans.__('Ways to compare')}
        active={model.settings.tab}
        onChange={id => model.set({ tab: id as ComparisonTab })}
        tabs={[
          tab('curves', trans.__('Curves'), () => <CurvesView {...view} />),
          tab('table', trans.__('Table'), () => <TableView {...view} />),
          tab('code', trans.__('Code'), () => <CodeView model={model} form={codeForm} />),
          tab('parallel', trans.__('Parallel coordinates'), () => <ParallelView {...view} />),
          tab('scatter', trans.__('Scatter'), () => <ScatterView {...view} />),
          tab('contour', trans.__('Contour'), () => <ContourView {...view} />),
          tab('bars', trans.__('Bars'), () => <BarsView {...view} />),
          tab('importance', trans.__('Importance'), () => <ImportanceView {...view} />),
          tab('evaluation', trans.__('Evaluation'), () => <EvaluationView {...view} />),
          tab('media', trans.__('Media'), () => <MediaView {...view} />)
        ]}
      />
    </>
  );
}
