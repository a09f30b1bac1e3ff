import type { Quota, ValidRateCard } from '@atelier-ml/api';
import { confirm, icons, showFormDialog } from '@atelier-ml/ui';
import { quotaBody, quotaFields, quotaPlace, quotaValues } from './quota-form.ts';
import { rateBody, rateFields, rateValues } from './rates-form.ts';
import type { UsageServices } from './services.ts';

export const UsageCommands = {
  open: 'usage:open-page',
  setQuota: 'usage:set-quota',
  setRates: 'usage:set-rates'
} as const;

export function addCommands(services: UsageServices): void {
  const { commands, pages, trans } = services;
  const describedBy = { args: { type: 'object', properties: {} } };
  commands.addCommand(UsageCommands.open, {
    label: trans.__('Open Usage and Quotas'),
    caption: trans.__('What users and workspaces hold, and what it costs'),
    icon: icons.chart,
    describedBy,
    execute: () => pages.open('usage')
  });
  commands.addCommand(UsageCommands.setQuota, {
    label: trans.__('Set a Quota…'),
    icon: icons.add,
    describedBy,
    execute: () => setQuota(services)
  });
  commands.addCommand(UsageCommands.setRates, {
    label: trans.__('Set the Rate Card…'),
    icon: icons.edit,
    describedBy,
    execute: () => setRates(services)
  });
}

/** A new quota, or the given one anew. */
export async function setQuota(services: UsageServices, quota?: Quota): Promise<void> {
  const { client, notifier, scope, trans } = services;
  const found = quota
    ? null
    : await notifier.attempt(() => client.api.workspaces.list({ query: { limit: 1000 } }));
  if (found === undefined) {
    return;
  }
  const held = quota ? undefined : await notifier.attempt(() => client.api.usage.get());
  const users = held?.items.filter(each => each.scope === 'user');
  await showFormDialog({
    trans,
    title: quota ? trans.__('Quota of %1', nameOf(services, quota)) : trans.__('Set a quota'),
    accept: trans.__('Save'),
    fields: quotaFields(trans, found?.items ?? null, users),
    values: quota
      ? quotaValues(quota)
      : { whose: 'workspace', workspace: scope.current?.id ?? found?.items[0]?.id ?? '' },
    submit: (values, { signal }) =>
      client.api.usage.quotas.set({
        params: quota ?? quotaPlace(values),
        body: quotaBody(values),
        signal
      })
  });
}

export async function deleteQuota(services: UsageServices, quota: Quota): Promise<void> {
  const { client, notifier, trans } = services;
  const agreed = await confirm({
    trans,
    title: trans.__('Take the quota of %1 away?', nameOf(services, quota)),
    body: trans.__('What counts for all without their own counts then, if there is such a quota.'),
    accept: trans.__('Take away'),
    danger: true
  });
  if (agreed) {
    const { scope, subject } = quota;
    await notifier.attempt(() => client.api.usage.quotas.delete({ params: { scope, subject } }));
  }
}

/** Whose quota it is, for people. */
export function nameOf({ trans }: Pick<UsageServices, 'trans'>, quota: Quota): string {
  if (quota.subject !== '*') {
    return quota.name;
  }
  return quota.scope === 'user' ? trans.__('each other user') : trans.__('each other workspace');
}

async function setRates(services: UsageServices): Promise<ValidRateCard | null> {
  const { client, notifier, trans } = services;
  const rates = await notifier.attempt(() => client.api.usage.rates.list());
  if (!rates) {
    return null;
  }
  return showFormDialog({
    trans,
    title: trans.__('Rate card from now on'),
    accept: trans.__('Save'),
    fields: rateFields(trans, rates.current),
    values: rateValues(rates.current),
    submit: (values, { signal }) => client.api.usage.rates.set({ body: rateBody(values), signal })
  });
}
