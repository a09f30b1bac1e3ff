import type { UsageHistory, UsageSubject } from '@atelier-ml/api';
import { ExpenseText, ResourceModel, ResourceView } from '@atelier-ml/shell';
import { Button, icons, reactWidget, useModel, useTrans } from '@atelier-ml/ui';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { UsageCommands } from './commands.ts';
import { Meters } from './meters.tsx';
import type { UsageServices } from './services.ts';

interface Shown {
  items: UsageSubject[];
  week: UsageHistory['total'];
}

/** What the active workspace holds, and what it came to in a week: in the side panel. */
export function createUsageSection(services: UsageServices): Widget {
  const { client, events, scope, trans } = services;
  const model = new ResourceModel<Shown>({
    fetch: async signal => {
      const { items } = await client.api.usage.get({ signal });
      const query = { workspace: scope.reference };
      const { total } = await client.api.usage.history({ query, signal });
      return { items, week: total };
    },
    kinds: ['usage', 'compute', 'cluster', 'job', 'workspace'],
    events,
    reloadInterval: 2_000
  });
  const onScope = () => void model.reload();
  scope.changed.connect(onScope);
  const widget = reactWidget(() => <UsageSection model={model} services={services} />, {
    trans,
    dispose: () => {
      scope.changed.disconnect(onScope);
      model.dispose();
    }
  });
  // There may be less room than it needs.
  widget.node.tabIndex = 0;
  return widget;
}

interface Props {
  model: ResourceModel<Shown>;
  services: UsageServices;
}

function UsageSection({ model, services }: Props) {
  const { commands, scope } = services;
  const trans = useTrans();
  useModel(model);
  return (
    <ResourceView model={model}>
      {({ items, week }) => {
        const here = items.find(
          each => each.scope === 'workspace' && each.subject === scope.current?.id
        );
        return (
          <div className="atl-Usage-section">
            {here ? (
              <Meters subject={here} />
            ) : (
              <p className="atl-Usage-free">{trans.__('Nothing is held in this workspace.')}</p>
            )}
            <p className="atl-Usage-week">
              <span>{trans.__('Seven days')}</span> <ExpenseText expense={week.expense} />
            </p>
            <Button icon={icons.chart} onClick={() => void commands.execute(UsageCommands.open)}>
              {trans.__('Usage and quotas')}
            </Button>
          </div>
        );
      }}
    </ResourceView>
  );
}
