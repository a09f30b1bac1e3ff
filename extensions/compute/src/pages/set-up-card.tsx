import type { ComputeInstance } from '@atelier-ml/api';
import {
  Card,
  CodeBlock,
  EmptyState,
  formatDuration,
  icons,
  shownLines,
  StatusBadge,
  Tabs,
  useModel,
  useTrans
} from '@atelier-ml/ui';
import * as React from 'react';
import type { SetUpModel } from './set-up-model.ts';

const HEIGHT = 300;

/** How the set-up of the present container goes or went. */
export function SetUpCard({ instance, model }: { instance: ComputeInstance; model: SetUpModel }) {
  const trans = useTrans();
  useModel(model);
  return (
    <Card title={trans.__('Set-up')} actions={<SetUpState instance={instance} />}>
      <Tabs
        label={trans.__('Parts of the set-up')}
        tabs={[
          {
            id: 'log',
            label: trans.__('Log'),
            render: () =>
              model.text ? (
                <CodeBlock
                  label={trans.__('Log of the set-up')}
                  code={shownLines(model.text)}
                  wrap
                  follow
                  maximumHeight={HEIGHT}
                />
              ) : (
                <EmptyState icon={icons.code} text={trans.__('It has written nothing.')} />
              )
          },
          {
            id: 'script',
            label: trans.__('Script'),
            render: () => (
              <CodeBlock
                label={trans.__('Set-up script')}
                code={instance.setupScript}
                wrap
                maximumHeight={HEIGHT}
              />
            )
          }
        ]}
      />
    </Card>
  );
}

function SetUpState({ instance: { setUp } }: { instance: ComputeInstance }) {
  const trans = useTrans();
  if (!setUp) {
    return <StatusBadge tone="neutral">{trans.__('Not run yet')}</StatusBadge>;
  }
  const took = setUp.endedAt === null ? '' : formatDuration(setUp.endedAt - setUp.startedAt);
  switch (setUp.state) {
    case 'running':
      return (
        <StatusBadge tone="info" busy>
          {trans.__('Running')}
        </StatusBadge>
      );
    case 'done':
      return <StatusBadge tone="success">{trans.__('Done in %1', took)}</StatusBadge>;
    case 'failed':
      return (
        <StatusBadge tone="error">
          {trans.__('Failed with exit code %1', setUp.exitCode ?? 0)}
        </StatusBadge>
      );
    case 'cancelled':
      return <StatusBadge tone="neutral">{trans.__('Cancelled')}</StatusBadge>;
  }
}
