import { AtelierError } from '@atelier-ml/api';
import type { Transfer } from '@atelier-ml/api';
import type { Logger } from 'pino';
import type { TransferOptions } from '../../drivers/images/index.ts';
import type { User } from '../../http/index.ts';
import { newId } from '../../identity.ts';
import type { Clock } from '../../identity.ts';
import type { Changes } from '../system/index.ts';
import type { Workspaces } from '../workspaces/index.ts';

export interface TransfersOptions {
  changes: Changes;
  clock: Clock;
  log: Logger;
  workspaces: Workspaces;
}

interface Begun extends Pick<Transfer, 'environment' | 'kind' | 'reference' | 'workspaceId'> {
  /** Answers the digest by which the registry knows the image. */
  work(options: Pick<TransferOptions, 'onProgress' | 'signal'>): Promise<string | null>;
}

interface Place {
  workspace: string;
  transfer: string;
}

export interface StartedTransfer {
  transfer: Transfer;
  ended: Promise<void>;
  cancel(): void;
}

const MOST_KEPT = 100;
const CANCELLED = Symbol('cancelled');

export type Transfers = ReturnType<typeof createTransfers>;

/** Images on their way between the engine and registries; what has ended is kept for a while. */
export function createTransfers({ changes, clock, log, workspaces }: TransfersOptions) {
  const all = new Map<
    string,
    { transfer: Transfer; stop: AbortController; ended: Promise<void> }
  >();

  const changeOf = ({ id, reference, workspaceId }: Transfer) =>
    ({ kind: 'registry', workspaceId, subjectId: id, name: reference }) as const;
  const announce = (transfer: Transfer, action: 'created' | 'updated') =>
    changes.commit(async (_, tell) => tell({ ...changeOf(transfer), action }));

  async function run(transfer: Transfer, work: Begun['work'], { signal }: AbortController) {
    try {
      await announce(transfer, 'created');
      transfer.digest = await work({
        signal,
        onProgress(bytes) {
          transfer.bytes = bytes;
          changes.progress(changeOf(transfer));
        }
      });
      transfer.state = 'done';
    } catch (error) {
      transfer.state = signal.aborted ? 'cancelled' : 'failed';
      transfer.error = signal.aborted ? null : errorOf(error);
      if (!signal.aborted && !(error instanceof AtelierError)) {
        log.error({ err: error }, 'an image could not be transferred');
      }
    }
    transfer.endedAt = clock();
    await announce(transfer, 'updated').catch((err: unknown) =>
      log.error({ err }, 'the end of a transfer could not be told')
    );
  }

  function forgetOldest(): void {
    for (const [id, { transfer }] of all) {
      if (all.size > MOST_KEPT && transfer.state !== 'running') {
        all.delete(id);
      }
    }
  }

  async function find(place: Place, user: User) {
    const { id } = await workspaces.resolve(place.workspace, user);
    const found = all.get(place.transfer);
    return found?.transfer.workspaceId === id ? found : missing();
  }

  return {
    /** `ended` never fails: the transfer says how it went. */
    start({ work, ...begun }: Begun): StartedTransfer {
      const transfer: Transfer = {
        ...{ id: newId(), ...begun, state: 'running', bytes: { moved: 0, total: 0 } },
        ...{ digest: null, error: null, startedAt: clock(), endedAt: null }
      };
      const stop = new AbortController();
      const ended = run(transfer, work, stop);
      all.set(transfer.id, { transfer, stop, ended });
      forgetOldest();
      return { transfer, ended, cancel: () => stop.abort(CANCELLED) };
    },
    async list(workspace: string, user: User): Promise<{ items: Transfer[] }> {
      const { id } = await workspaces.resolve(workspace, user);
      const found = [...all.values()].map(({ transfer }) => transfer);
      return { items: found.filter(({ workspaceId }) => workspaceId === id).reverse() };
    },
    get: async (place: Place, user: User): Promise<Transfer> => (await find(place, user)).transfer,
    async cancel(place: Place, user: User): Promise<Transfer> {
      const { ended, stop, transfer } = await find(place, user);
      if (transfer.state !== 'running') {
        throw new AtelierError('not-running', 'This transfer has ended.', {
          remedy: 'Look at its state.'
        });
      }
      stop.abort(CANCELLED);
      await ended;
      return transfer;
    },
    async stop(): Promise<void> {
      const running = [...all.values()].filter(({ transfer }) => transfer.state === 'running');
      running.forEach(({ stop }) => stop.abort(CANCELLED));
      await Promise.all(running.map(({ ended }) => ended));
    }
  };
}

function errorOf(error: unknown): NonNullable<Transfer['error']> {
  if (error instanceof AtelierError) {
    const { code, message, remedy } = error;
    return { code, message, ...(remedy && { remedy }) };
  }
  const message = 'It failed for a reason that only the log of the server tells.';
  return { code: 'internal', message };
}

function missing(): never {
  throw new AtelierError('not-found', 'There is no such transfer.', {
    remedy: 'It is forgotten when the server ends. Look at the list of transfers.'
  });
}
