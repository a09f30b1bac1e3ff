import type { Transfer } from '@atelier-ml/api';
import {
  EmptyState,
  formatBytes,
  IconButton,
  icons,
  RelativeTime,
  StatusBadge,
  useTrans
} from '@atelier-ml/ui';
import type { Tone } from '@atelier-ml/ui';
import * as React from 'react';

const TONES: Record<Transfer['state'], Tone> = {
  running: 'info',
  done: 'success',
  failed: 'error',
  cancelled: 'warning'
};

/** Images on their way, and those that have arrived. */
export function TransferTable({
  cancel,
  transfers
}: {
  transfers: Transfer[];
  cancel(id: string): void;
}) {
  const trans = useTrans();
  if (!transfers.length) {
    return (
      <EmptyState
        icon={icons.upload}
        text={trans.__('No image has been sent or fetched since the server was started.')}
      />
    );
  }
  const labels = {
    running: trans.__('Running'),
    done: trans.__('Done'),
    failed: trans.__('Failed'),
    cancelled: trans.__('Cancelled')
  };
  return (
    <div className="atl-Environments-wide">
      <table className="atl-Table">
        <thead>
          <tr>
            <th scope="col">{trans.__('Image')}</th>
            <th scope="col">{trans.__('What for')}</th>
            <th scope="col">{trans.__('State')}</th>
            <th scope="col">{trans.__('Moved')}</th>
            <th scope="col">{trans.__('Begun')}</th>
          </tr>
        </thead>
        <tbody>
          {transfers.map(transfer => {
            const { bytes, environment, error, id, kind, reference, startedAt, state } = transfer;
            const what = environment ? `${environment.name} ${environment.version}` : '';
            return (
              <tr key={id}>
                <th scope="row">
                  <code>{reference}</code>
                  {error && (
                    <p className="atl-Environments-error">
                      {[error.message, error.remedy].filter(Boolean).join(' ')}
                    </p>
                  )}
                </th>
                <td>
                  {kind === 'push' ? trans.__('Sent: %1', what) : trans.__('Fetched: %1', what)}
                </td>
                <td>
                  <span className="atl-Environments-connection">
                    <StatusBadge tone={TONES[state]} busy={state === 'running'}>
                      {labels[state]}
                    </StatusBadge>
                    {state === 'running' && (
                      <IconButton
                        icon={icons.stop}
                        label={trans.__('Cancel the transfer of %1', reference)}
                        onClick={() => cancel(id)}
                      />
                    )}
                  </span>
                </td>
                <td>
                  {trans.__('%1 of %2', formatBytes(bytes.moved), formatBytes(bytes.total))}
                  {state === 'running' && (
                    <progress
                      className="atl-Progress"
                      aria-label={trans.__('Transfer of %1', reference)}
                      value={bytes.moved}
                      max={bytes.total || 1}
                    />
                  )}
                </td>
                <td>
                  <RelativeTime time={startedAt} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
