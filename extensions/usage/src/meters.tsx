import type { UsageSubject } from '@atelier-ml/api';
import { BarMeter, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { metersOf, partLabels } from './usage-words.ts';

/** What somebody holds: bars where a quota limits it, figures where none does. */
export function Meters({ subject }: { subject: UsageSubject }) {
  const trans = useTrans();
  const labels = partLabels(trans);
  const meters = metersOf(subject);
  const free = meters.filter(each => each.share === null);
  return (
    <div className="atl-Usage-meters">
      {meters.map(({ part, share, text }) =>
        share === null ? null : (
          <BarMeter key={part} label={labels[part]} share={share} text={text} />
        )
      )}
      {free.length > 0 && (
        <p className="atl-Usage-free">
          {free.map(({ part, text }) => `${labels[part]}: ${text}`).join(' · ')}
          {meters.length > free.length && <small> {trans.__('(not limited)')}</small>}
        </p>
      )}
      {meters.length === 0 && <p className="atl-Usage-free">{trans.__('Nothing is held now.')}</p>}
    </div>
  );
}
