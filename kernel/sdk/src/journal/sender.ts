import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { startCapture } from '../capture/index.ts';
import { connect } from '../connection/index.ts';
import { backoff } from './backoff.ts';
import { claimJournal } from './claim.ts';
import { createDelivery } from './delivery.ts';
import { listJournals } from './journal-file.ts';
import type { SenderData, SenderReport, SenderRequest } from './sender-messages.ts';
import { createSyncSlot } from './sync-slot.ts';
import type { SyncSlot } from './sync-slot.ts';

/** Entry of the sending thread: tails journals and delivers what is in them. */
const { configuration } = workerData as SenderData;
const connection = connect({ ...configuration, idleTimeout: 10_000 });
const turn = 50;

const tell = (report: SenderReport) => parentPort?.postMessage(report);

/** Waits, but not on when the logging thread asks to hurry. */
async function wait(milliseconds: number, slot: SyncSlot): Promise<void> {
  const until = Date.now() + milliseconds;
  while (Date.now() < until && !slot.takeHurry()) {
    await sleep(Math.min(turn, Math.max(5, until - Date.now())));
  }
}

async function deliver(file: string, slot: SyncSlot): Promise<void> {
  const isGrowing = () => slot.isPending();
  const delivery = createDelivery({ file, connection, isGrowing });
  let failures = 0;
  let told: string | undefined;
  for (;;) {
    try {
      const outcome = await delivery.step();
      failures = 0;
      const done = outcome === 'delivered' || outcome === 'refused';
      slot.report({ ...delivery.progress(), state: done ? outcome : 'sending' });
      const workspaceId = delivery.workspaceId();
      if (workspaceId && workspaceId !== told) {
        told = workspaceId;
        tell({ type: 'workspace', file, workspaceId });
      }
      const refusal = delivery.refusal();
      if (refusal) {
        tell({ type: 'failure', file, message: refusal });
      }
      if (done) {
        tell({ type: 'settled', file, state: outcome });
        return;
      }
      if (outcome === 'idle') {
        await wait(turn, slot);
      }
    } catch (error) {
      failures++;
      if (!existsSync(file)) {
        // Somebody removed the journal: what is not there can't be sent.
        tell({ type: 'settled', file, state: 'refused' });
        return;
      }
      slot.report({ ...delivery.progress(), state: 'unreachable' });
      tell({ type: 'failure', file, message: String((error as Error).message) });
      await wait(backoff(failures), slot);
    }
  }
}

function replayOrphans(): void {
  for (const file of listJournals(configuration.dataFolder)) {
    const claim = claimJournal(file, configuration.url ?? null);
    if (claim.claimed) {
      const work = existsSync(file) ? deliver(file, createSyncSlot()) : Promise.resolve();
      void work.finally(() => claim.release());
    }
  }
}

parentPort?.on('message', ({ buffer, capture, file }: SenderRequest) => {
  const slot = createSyncSlot(buffer);
  void deliver(file, slot);
  if (capture) {
    startCapture(file, slot, capture);
  }
});
replayOrphans();
