import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { claimJournal } from './claim.ts';
import type { Delivery, DeliveryOptions } from './delivery.ts';
import { journalsOfRun } from './journal-file.ts';
import type { JournalHeader } from './journal-file.ts';
import type { JournalSection } from './journal-reader.ts';

export interface ForerunnerOptions extends Pick<DeliveryOptions, 'file' | 'connection'> {
  header: JournalHeader;
  /** Journals that whoever asks is sending already. */
  asking?: readonly string[];
  createDelivery(options: DeliveryOptions): Delivery;
}

/** The run whose other journals come before this one: its own when it is resumed, its origin when it is a fork. */
function runBefore(header: JournalHeader, { entries }: JournalSection): string | undefined {
  const [first] = entries;
  if (first.seq !== 1) {
    return undefined;
  }
  const opening = JSON.parse(first.text) as { type: string; forkedFrom?: { run: string } };
  return opening.type === 'resume' ? header.run : opening.forkedFrom?.run;
}

/**
 * Sends what other journals beside this one hold that the server needs first: a fork takes what is
 * there of its origin, and a run that goes on must be there and have ended before. Journals of dead
 * processes are ended and sent whole; of others, what they hold by now. That somebody else sends
 * them too does no harm: the server knows each entry by its number.
 */
export async function sendForerunners(
  first: JournalSection,
  { asking = [], connection, createDelivery, file, header }: ForerunnerOptions
): Promise<void> {
  const run = runBefore(header, first);
  const known = [...asking, file];
  for (const journal of run ? journalsOfRun(dirname(file), run) : []) {
    if (known.includes(journal)) {
      continue;
    }
    const claim = claimJournal(journal, header.server);
    const isTheirs =
      !claim.claimed && (claim.because === 'another server' || claim.because === 'unreadable');
    try {
      if (!isTheirs && existsSync(journal)) {
        const isShared = !claim.claimed;
        const isGrowing = () => isShared;
        const { size } = statSync(journal);
        await sendUpTo(
          size,
          createDelivery({ file: journal, connection, isGrowing, isShared, asking: known })
        );
      }
    } finally {
      if (claim.claimed) {
        claim.release();
      }
    }
  }
}

async function sendUpTo(size: number, delivery: Delivery): Promise<void> {
  for (;;) {
    const outcome = await delivery.step();
    if (outcome === 'delivered' || outcome === 'refused') {
      return;
    }
    if (outcome === 'idle' || delivery.progress().bytes >= size) {
      delivery.close();
      return;
    }
  }
}
