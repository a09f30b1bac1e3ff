import { icons, Menu, SearchField, useTrans } from '@atelier-ml/ui';
import * as React from 'react';
import { Check } from '../charts/index.ts';
import { titleOf } from './column-layout.ts';
import type { RunTableModel } from './run-table-model.ts';

const MOST_LISTED = 60;
/** The server takes no more. */
const MOST_FIELDS = 4;

/** Which fields runs must agree in to be one group. */
export function GroupMenu({ model }: { model: RunTableModel }) {
  const trans = useTrans();
  const [search, setSearch] = React.useState('');
  const { groupBy } = model.settings;
  const fields = [
    ...(model.keys?.params ?? []).map(key => `params.${key}`),
    ...(model.keys?.tags ?? []).filter(key => !key.startsWith('mlflow.')).map(key => `tags.${key}`),
    'status',
    'user',
    'notebook'
  ];
  const found = fields.filter(ref =>
    titleOf(ref, trans).toLowerCase().includes(search.toLowerCase())
  );
  return (
    <Menu label={trans.__('Group')} icon={icons.artifact} value={groupBy.length}>
      {() => (
        <>
          <SearchField label={trans.__('Find a field')} value={search} onChange={setSearch} />
          <div className="atl-Menu-choices">
            {found.slice(0, MOST_LISTED).map(ref => (
              <Check
                key={ref}
                label={titleOf(ref, trans)}
                checked={groupBy.includes(ref)}
                onChange={on =>
                  model.set({
                    groupBy: on
                      ? [...groupBy, ref].slice(-MOST_FIELDS)
                      : groupBy.filter(one => one !== ref)
                  })
                }
              />
            ))}
          </div>
        </>
      )}
    </Menu>
  );
}
