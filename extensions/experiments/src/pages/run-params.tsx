import type { RunDetail } from '@atelier-ml/api';
import { Card, CopyButton, SearchField, useTrans } from '@atelier-ml/ui';
import * as React from 'react';

/** From so many params on they can be searched; more than `SHOWN` are not shown at once. */
const SEARCHED = 8;
const SHOWN = 100;

/** The params of a run: search them, copy one, copy all. */
export function RunParams({ run }: { run: RunDetail }) {
  const trans = useTrans();
  const [search, setSearch] = React.useState('');
  const params = Object.entries(run.params);
  const found = params.filter(([key, value]) =>
    `${key} ${value}`.toLowerCase().includes(search.toLowerCase())
  );
  return (
    <Card
      title={trans.__('Params')}
      actions={
        params.length > 0 && (
          <CopyButton
            text={JSON.stringify(run.params, null, 2)}
            label={trans.__('Copy all params as JSON')}
          />
        )
      }
    >
      {params.length === 0 && <p className="atl-Experiments-none">{trans.__('None logged.')}</p>}
      {params.length > SEARCHED && (
        <SearchField label={trans.__('Search params')} value={search} onChange={setSearch} />
      )}
      {found.length > 0 && (
        <table className="atl-KeyValueTable" aria-label={trans.__('Params')}>
          <tbody>
            {found.slice(0, SHOWN).map(([key, value]) => (
              <tr key={key} aria-label={`${key} ${value}`}>
                <th scope="row">{key}</th>
                <td>
                  <span className="atl-Experiments-value">
                    <span>{value}</span>
                    <CopyButton text={value} label={trans.__('Copy %1', key)} />
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {found.length > SHOWN && (
        <p className="atl-Experiments-none">
          {trans.__('and %1 more; search to find them', found.length - SHOWN)}
        </p>
      )}
      {params.length > 0 && found.length === 0 && (
        <p className="atl-Experiments-none">{trans.__('No param is like that.')}</p>
      )}
    </Card>
  );
}
