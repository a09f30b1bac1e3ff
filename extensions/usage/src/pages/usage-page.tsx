import type { Quota, UsageSubject, ValidRateCard } from '@atelier-ml/api';
import type { IPageHost } from '@atelier-ml/shell';
import { ResourceModel, ResourceView } from '@atelier-ml/shell';
import { Button, icons, Page, reactWidget, Tabs, useModel } from '@atelier-ml/ui';
import type { JSONObject } from '@lumino/coreutils';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';
import { UsageCommands } from '../commands.ts';
import type { UsageServices } from '../services.ts';
import type { Machine } from '../usage-words.ts';
import { HoldersTab } from './holders-tab.tsx';
import { QuotasTab } from './quotas-tab.tsx';
import { RatesTab } from './rates-tab.tsx';
import { SpendingModel } from './spending-model.ts';
import { SpendingTab } from './spending-tab.tsx';

export interface UsageFacts {
  subjects: UsageSubject[];
  machine: Machine;
  quotas: Quota[];
  rates: { current: ValidRateCard; items: ValidRateCard[] };
}

/** The page of what is held, by whom, how much may be, and what it comes to. */
export const createUsagePage =
  (services: UsageServices) =>
  (_: IPageHost<JSONObject>): Widget => {
    const { client, events, trans } = services;
    const model = new ResourceModel<UsageFacts>({
      fetch: async signal => {
        const [now, quotas, rates] = await Promise.all([
          client.api.usage.get({ signal }),
          client.api.usage.quotas.list({ signal }),
          client.api.usage.rates.list({ signal })
        ]);
        return { subjects: now.items, machine: now.machine, quotas: quotas.items, rates };
      },
      kinds: ['usage', 'compute', 'cluster', 'job', 'workspace'],
      events,
      reloadInterval: 1_000
    });
    const spending = new SpendingModel(services);
    model.changed.connect(() => void spending.refresh());
    return reactWidget(() => <UsagePage model={model} spending={spending} services={services} />, {
      trans,
      dispose: () => {
        model.dispose();
        spending.dispose();
      }
    });
  };

const namesIn = ({ subjects }: UsageFacts): Map<string, string> =>
  new Map(
    subjects.flatMap(each => (each.scope === 'user' ? [[each.subject, each.name] as const] : []))
  );

interface Props {
  model: ResourceModel<UsageFacts>;
  spending: SpendingModel;
  services: UsageServices;
}

function UsagePage({ model, services, spending }: Props) {
  const { commands, trans } = services;
  useModel(model);
  return (
    <ResourceView model={model}>
      {facts => (
        <Page
          icon={icons.chart}
          title={trans.__('Usage')}
          description={trans.__(
            'What users and workspaces hold of the machine, how much of it they may, and what it comes to.'
          )}
          actions={
            <>
              <Button
                icon={icons.add}
                onClick={() => void commands.execute(UsageCommands.setQuota)}
              >
                {trans.__('Set a quota')}
              </Button>
              <Button
                icon={icons.edit}
                onClick={() => void commands.execute(UsageCommands.setRates)}
              >
                {trans.__('Rate card')}
              </Button>
            </>
          }
        >
          <Tabs
            label={trans.__('Parts of the usage')}
            tabs={[
              {
                id: 'now',
                label: trans.__('Now'),
                render: () => <HoldersTab facts={facts} services={services} />
              },
              {
                id: 'spending',
                label: trans.__('Over time'),
                render: () => (
                  <SpendingTab
                    model={spending}
                    names={namesIn(facts)}
                    rates={facts.rates.items}
                    services={services}
                  />
                )
              },
              {
                id: 'quotas',
                label: trans.__('Quotas'),
                count: facts.quotas.length,
                render: () => <QuotasTab quotas={facts.quotas} services={services} />
              },
              {
                id: 'rates',
                label: trans.__('Rate card'),
                render: () => <RatesTab rates={facts.rates} />
              }
            ]}
          />
        </Page>
      )}
    </ResourceView>
  );
}
