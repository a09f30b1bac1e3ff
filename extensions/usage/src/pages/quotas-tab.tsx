import type { Quota } from '@atelier-ml/api';
import { Card, EmptyState, icons, IconButton, RelativeTime, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { deleteQuota, nameOf, setQuota } from '../commands.ts';
import type { UsageServices } from '../services.ts';
import { formatPart, partLabels, PARTS } from '../usage-words.ts';

/** The quotas that were set. */
export function QuotasTab({ quotas, services }: { quotas: Quota[]; services: UsageServices }) {
  const trans = useTrans();
  const labels = partLabels(trans);
  if (!quotas.length) {
    const text = trans.__('No quota is set: everybody may have as much as the machine has.');
    return <EmptyState icon={icons.info} text={text} />;
  }
  return (
    <Card title={trans.__('Quotas')}>
      <div className="atl-Usage-scroll">
        <table className="atl-Table">
          <thead>
            <tr>
              <th scope="col">{trans.__('Quota of')}</th>
              {PARTS.map(part => (
                <th key={part} scope="col">
                  {labels[part]}
                </th>
              ))}
              <th scope="col">{trans.__('Set')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {quotas.map(quota => (
              <tr key={`${quota.scope} ${quota.subject}`}>
                <th scope="row">
                  {nameOf(services, quota)}
                  <small className="atl-Usage-what">
                    {quota.scope === 'user' ? trans.__('user') : trans.__('workspace')}
                  </small>
                </th>
                {PARTS.map(part => {
                  const limit = quota.limits[part];
                  return <td key={part}>{limit === null ? '–' : formatPart(part, limit)}</td>;
                })}
                <td>
                  <RelativeTime time={quota.updatedAt} /> {trans.__('by %1', quota.updatedBy)}
                </td>
                <td className="atl-Table-actions">
                  <IconButton
                    icon={icons.edit}
                    label={trans.__('Edit the quota of %1', nameOf(services, quota))}
                    onClick={() => void setQuota(services, quota)}
                  />
                  <IconButton
                    icon={icons.delete}
                    label={trans.__('Take the quota of %1 away', nameOf(services, quota))}
                    onClick={() => void deleteQuota(services, quota)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="atl-Usage-note">
        {trans.__(
          'The studio has no roles yet: whoever can use it can set quotas. A quota of its own takes the place of the one for all.'
        )}
      </p>
    </Card>
  );
}
