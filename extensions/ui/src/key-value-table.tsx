import * as React from 'react';

/** Names and values of one thing, in the order given; `label` says of what. */
export function KeyValueTable(props: {
  label: string;
  entries: readonly (readonly [string, React.ReactNode])[];
}) {
  return (
    <table className="atl-KeyValueTable" aria-label={props.label}>
      <tbody>
        {props.entries.map(([key, value]) => (
          <tr key={key}>
            <th scope="row">{key}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
