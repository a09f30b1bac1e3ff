import { Button, Modal, showModal, useTrans } from '@atelier-ml/ui';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { Waiting } from './unsynced-model.ts';

const SHOWN = 50;

/** Tells which runs lack something on the server. @returns whether it is to be sent now */
export function showUnsynced(trans: TranslationBundle, waiting: Waiting): Promise<boolean> {
  return showModal<boolean>(trans, end => <Unsynced waiting={waiting} end={end} />);
}

function Unsynced({ waiting, end }: { waiting: Waiting; end: (send: boolean) => void }) {
  const trans = useTrans();
  const { runs } = waiting;
  if (runs.length === 0) {
    return (
      <Modal title={trans.__('All runs are on the server')} onCancel={() => end(false)}>
        <div className="atl-Dialog-body">
          <p>{trans.__('Nothing that was logged on this machine waits to be sent.')}</p>
        </div>
        <footer className="atl-Dialog-footer">
          <Button data-autofocus onClick={() => end(false)}>
            {trans.__('Close')}
          </Button>
        </footer>
      </Modal>
    );
  }
  return (
    <Modal title={trans.__('Not on the server yet')} onCancel={() => end(false)}>
      <div className="atl-Dialog-body">
        <p>
          {trans.__(
            'This was logged on this machine and is kept on its disk. Processes that still run send theirs by themselves as soon as the server answers; what ended processes have left is sent by the button.'
          )}
        </p>
        <table className="atl-Unsynced-runs">
          <thead>
            <tr>
              <th scope="col">{trans.__('Run')}</th>
              <th scope="col" className="atl-mod-end">
                {trans.__('Entries')}
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.slice(0, SHOWN).map(({ run, entries }) => (
              <tr key={run}>
                <td>
                  <code>{run}</code>
                </td>
                <td className="atl-mod-end">{entries.toLocaleString()}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {runs.length > SHOWN && (
          <p>{trans._n('… and %1 more run', '… and %1 more runs', runs.length - SHOWN)}</p>
        )}
      </div>
      <footer className="atl-Dialog-footer">
        <Button onClick={() => end(false)}>{trans.__('Close')}</Button>
        <Button variant="primary" data-autofocus onClick={() => end(true)}>
          {trans.__('Send now')}
        </Button>
      </footer>
    </Modal>
  );
}
