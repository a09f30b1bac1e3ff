import { EmptyState, ErrorState, icons, LoadingState, useModel, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import type { ResourceModel } from '../models/resource-model.ts';

/** Shows a resource once it is there; before, its loading; else, why not. */
export function ResourceView<T>({
  model,
  children
}: {
  model: ResourceModel<T>;
  children: (value: T) => React.ReactElement;
}) {
  const trans = useTrans();
  useModel(model);
  if (model.state === 'gone') {
    return (
      <EmptyState
        icon={icons.delete}
        title={trans.__('Deleted')}
        text={trans.__('What this page was about does not exist any more.')}
      />
    );
  }
  if (model.value !== undefined) {
    return (
      <>
        {model.state === 'error' && <StaleNotice />}
        {children(model.value)}
      </>
    );
  }
  return model.state === 'error' ? (
    <ErrorState error={model.error} onRetry={() => void model.reload()} />
  ) : (
    <LoadingState rows={6} />
  );
}

function StaleNotice() {
  const trans = useTrans();
  return (
    <div className="atl-PageNotice" role="status">
      <icons.warning.react tag="span" />
      <span>{trans.__('The server cannot be reached; this is what was known last.')}</span>
    </div>
  );
}
